-- What people wrote around a document: the YAML it is read from, with its comments and order; and what is typed and no value yet.
alter table reflux.flows add column source text;
alter table reflux.flow_drafts
  add column source text,
  add column unfinished jsonb not null default '{}'
    constraint unfinished_is_texts_by_place
      check (jsonb_typeof(unfinished) = 'object' and not jsonb_path_exists(unfinished, 'strict $.* ? (@.type() != "string")'));
drop function if exists reflux.save_draft(text, jsonb, int);
drop function if exists reflux.deploy_flow(text, jsonb, text);
