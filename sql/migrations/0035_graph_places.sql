-- A place in a graph is never used again. What was removed stays, as a row that nothing starts, so that the
-- rows of runs keep their meaning; so the order of a graph is a column of its own.
alter table reflux.graphs
  add column base_id bigint references reflux.graphs (id),
  add column patch jsonb,
  add column next_idx int not null default 0;
alter table reflux.graph_steps
  add column rank int not null default 0,
  add column removed boolean not null default false;

alter table reflux.graph_steps disable trigger user;
update reflux.graph_steps set rank = idx;
update reflux.graphs g set next_idx = (
  select coalesce(max(s.idx) + 1, 0) from reflux.graph_steps s where s.graph_id = g.id);
alter table reflux.graph_steps enable trigger user;
alter table reflux.graphs
  alter column next_idx drop default,
  add constraint derived_from_base_by_patch check ((base_id is null) = (patch is null));
alter table reflux.graph_steps alter column rank drop default;

-- A key is free again once its step was removed. No foreign keys: a graph is derived while a run waits for
-- it, and asking two tables for each of ten thousand rows would be most of the time. Nothing deletes a graph
-- or a node.
alter table reflux.graph_steps
  drop constraint graph_steps_by_key,
  drop constraint graph_steps_graph_id_fkey,
  drop constraint graph_steps_node_id_fkey;
create unique index graph_steps_by_key on reflux.graph_steps (key, graph_id) where not removed;
-- Written again with each change of a run, and read at once: packing it costs more than its room.
alter table reflux.graphs alter column document set storage external;

-- A flow document, read once: what its checks and its compilation share.
--   reads   what the expressions in an option of a step, or in a field of its config, read of their scope
--   keys    of all its steps; of a part of one, also of those beside it
--   late    names of steps in expressions of steps that they do not come before
--   owners  the steps that repeat a part of it, each with the port that leads there; null where there is none
--   regions what they repeat
create type reflux_private.flow_step as (key text, step jsonb, config jsonb, node_id int);
create type reflux_private.flow_edge as (n int, source text, port text, target text, ok boolean);
create type reflux_private.flow_read as (key text, option text, field text, root text, name text);
create type reflux_private.flow_region as (key text, owner text, depth int);
create type reflux_private.flow_parts as (
  document jsonb,
  keys text[],
  steps reflux_private.flow_step[],
  edges reflux_private.flow_edge[],
  reads reflux_private.flow_read[],
  ordered text[],
  late reflux_private.flow_read[],
  owners jsonb,
  regions reflux_private.flow_region[]
);
drop function if exists reflux_private.compile_graph(jsonb, bigint);
drop function if exists reflux_private.topological_order(jsonb);
drop function if exists reflux_private.document_steps(jsonb);
drop function if exists reflux_private.document_edges(jsonb);
drop function if exists reflux_private.expression_references(jsonb);
drop function if exists reflux_private.check_steps(jsonb);
drop function if exists reflux_private.check_edges(jsonb);
drop function if exists reflux_private.check_references(jsonb);
drop function if exists reflux_private.check_inputs(jsonb);
drop function if exists reflux_private.check_vars(jsonb);
drop function if exists reflux_private.check_watches(jsonb);
drop function if exists reflux_private.check_schedules(jsonb);
drop function if exists reflux_private.check_effects(jsonb);
drop function if exists reflux_private.check_config(jsonb);
drop function if exists reflux_private.check_permits(jsonb);
drop function if exists reflux_private.require_sound(text, jsonb);
drop function if exists reflux_private.body_ports(jsonb);
drop function if exists reflux_private.regions(jsonb);
drop function if exists reflux_private.check_regions(jsonb);
