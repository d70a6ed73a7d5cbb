-- A secret for a step, encrypted, and the hosts that its attempt may talk to from now on (null: any). Judged
-- here and nowhere else: by the reach of whoever deployed the run's version, and by what the secret is bound
-- to.
create or replace function reflux_private.read_secret(
  name text, run_id bigint, idx int, out ciphertext bytea, out hosts text[])
language plpgsql volatile security definer set search_path = pg_catalog, pg_temp as $$
declare
  v_scope record := reflux_private.scope_of_run(run_id);
  v_secret reflux.secrets; v_node text; v_refusal jsonb;
begin
  select * into v_secret from reflux.secrets s where s.name = read_secret.name;
  select n.name into strict v_node from reflux.runs r
  join reflux.graph_steps g on g.graph_id = r.graph_id and g.idx = read_secret.idx
  join reflux.nodes n on n.id = g.node_id where r.id = read_secret.run_id;
  if v_secret.name is null and v_scope.reach is null then
    perform reflux_private.fail('RFN06', format('there is no secret %s', name), null,
      'Set it in Settings, or with `reflux secret set`.');
  end if;
  v_refusal := reflux_private.secret_refusal(v_secret, name, v_scope.flow, v_scope.reach, v_node);
  if v_refusal is not null then
    perform reflux_private.fail('RFP15', v_refusal ->> 'message', null, v_refusal ->> 'hint');
  end if;
  update reflux.secrets s set last_used_at = reflux_private.clock() where s.name = read_secret.name;
  ciphertext := v_secret.ciphertext;
  hosts := case when '*' = any (v_secret.hosts) then null else v_secret.hosts end;
end $$;

comment on function reflux_private.read_secret is
  'A secret for a step, encrypted, with the hosts it may go to. Errors: RFN02, RFN06, RFP15.';
