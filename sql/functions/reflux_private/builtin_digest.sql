-- What the manifests of the nodes of this release mean, as digests: `npm run nodes:sync` writes them. Null: no node of ours.
create or replace function reflux_private.builtin_digest(name text, version int)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select d.digest from (values
    -- generated
    ('flow.branch', 1, '98f54aadc88e1f85766062468d82d63a5f4e0ea5071eb18f29ddb14853830f37'),
    ('flow.call', 1, '81c8815fea9573809db14109266eeef2cbbee3664933a913f94f06ec81ba062b'),
    ('http.request', 1, 'bb8fe2d96a48b2b256293f91b47cc2a59933e55ebb69801f326f263ede0a51bf'),
    ('log', 1, '2f3c5fe610aa0c71f5a658202ad4aa6ba87a6fc8ea7639ec3809d9272e28ecef'),
    ('manual', 1, '42f4afd7d73bbc976a0d14f0bc211cf824890b72f9902800cedd4281766c0a2d'),
    ('postgres.query', 1, 'e0d362b373af8b4ebe246bdbab21b7c5c25be8e840b819a735ea2f8ebbca78f2'),
    ('schedule.cron', 1, 'e653dc07a9f7158fd1030da4fd6229309e3e1e919f47cb5e7e616984fdb4c9ea'),
    ('table.change', 1, 'f92c7cc4bf0ea2e02885b3f6833cc98ae35ae76e048bacf467c0c082c4bb6cf2'),
    ('transform', 1, '7205504fe34daa51a61c787ba9a6648d88ad4819660f0bde6b34ba32b23338b4'),
    ('wait', 1, '50a9a774112b3a22aa6eb1312914bbe74120fe091dbd5b03c1b5edc8c6870a38'),
    ('webhook.in', 1, '6b40435782770654e63ca54d7bb332dd2b6b81e191273b0813708abd77ff5831'),
    ('webhook.out', 1, '8141690c088287fe89504d0f3d06fdb4c6b9661a03cab3819dae63031859f293')
    -- end
  ) d(name, version, digest)
  where d.name = builtin_digest.name and d.version = builtin_digest.version
$$;

comment on function reflux_private.builtin_digest is 'The digest of what a node of REFLUX means in this release.';
