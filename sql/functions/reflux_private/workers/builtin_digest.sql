-- What the manifests of the nodes of this release mean, as digests:
-- `npm run nodes:sync` writes them. Null: no node of ours.
create or replace function reflux_private.builtin_digest(name text, version int)
returns text language sql immutable set search_path = pg_catalog, pg_temp as $$
  select d.digest from (values
    -- generated
    ('flow.branch', 1, '98f54aadc88e1f85766062468d82d63a5f4e0ea5071eb18f29ddb14853830f37'),
    ('flow.call', 1, '81c8815fea9573809db14109266eeef2cbbee3664933a913f94f06ec81ba062b'),
    ('http.request', 1, '218eeb7a3518948ae9905003f47758a60f539a82ff16364ecc6d012895cccd77'),
    ('log', 1, '2f3c5fe610aa0c71f5a658202ad4aa6ba87a6fc8ea7639ec3809d9272e28ecef'),
    ('manual', 1, '42f4afd7d73bbc976a0d14f0bc211cf824890b72f9902800cedd4281766c0a2d'),
    ('postgres.query', 1, '6c47298465fb5e1d7cee483a7159fa3303449e6a6eb85d6045b1491a3dd30018'),
    ('schedule.cron', 1, 'e653dc07a9f7158fd1030da4fd6229309e3e1e919f47cb5e7e616984fdb4c9ea'),
    ('table.change', 1, 'f92c7cc4bf0ea2e02885b3f6833cc98ae35ae76e048bacf467c0c082c4bb6cf2'),
    ('transform', 1, '7205504fe34daa51a61c787ba9a6648d88ad4819660f0bde6b34ba32b23338b4'),
    ('wait', 1, '586297a83c3c8b3f5821a586968dcc46a25e7e4f047bd189133730346d7f45cf'),
    ('webhook.in', 1, 'cb4767e29ebe6df6897f9701fcef0ecd39d130d77f4d82c0e88cfa9d0a2d420b'),
    ('webhook.out', 1, '0733e843a9b42508835e28c54555ba65280f7fc73dbbaabf6ce9d678775aa6cf'),
    ('webhook.reply', 1, '38ee3f810b7addacafc532e09974524dfa809c556ec378adcdefbca6d77336eb')
    -- end
  ) d(name, version, digest)
  where d.name = builtin_digest.name and d.version = builtin_digest.version
$$;

comment on function reflux_private.builtin_digest is
  'The digest of what a node of REFLUX means in this release.';
