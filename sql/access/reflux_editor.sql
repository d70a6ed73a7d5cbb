-- Editors change flows, variables and secrets. They read the name and dates of secrets, never the ciphertext.
grant select (name, created_at, updated_at, last_used_at) on reflux.secrets to reflux_editor;
grant execute on function
  reflux.deploy_flow,
  reflux.rollback_flow,
  reflux.set_flow_enabled,
  reflux.archive_flow,
  reflux.set_var,
  reflux.unset_var,
  reflux.set_on_failure,
  reflux.create_flow,
  reflux.save_draft,
  reflux.discard_draft,
  reflux.publish_draft,
  reflux.duplicate_flow,
  reflux.try_step,
  reflux.set_flow_details,
  reflux.delete_secret,
  reflux.allow_secret,
  reflux.secret_bindings,
  reflux_private.store_secret
to reflux_editor;
