-- Bytes beside the outputs: what a node or a webhook keeps is addressed by 'sha256:' and the hash of its bytes, so that no
-- file can pass for an output of the same text.
alter table reflux.artifacts
  alter column body drop not null,
  add column content bytea,
  add column content_type text,
  add constraint body_or_content check (num_nonnulls(body, content) = 1 and (content is null) = (content_type is null)),
  add constraint bytes_of_content check (content is null or bytes = octet_length(content)),
  add constraint content_by_its_hash check (content is null or hash = 'sha256:' || encode(sha256(content), 'hex'));
-- Bytes do not shrink twice: most are packed already.
alter table reflux.artifacts alter column content set storage external;
drop function if exists reflux_private.put_artifact(text, int, jsonb);
drop function if exists reflux_private.artifact_body(text);
-- They bring the files of a call, and find the reply a flow gives.
drop function if exists reflux_private.receive_webhook(bigint, jsonb, jsonb, text);
drop function if exists reflux_private.run_results(bigint[]);
drop function if exists reflux_private.find_webhook(text, text);
