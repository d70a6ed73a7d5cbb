create or replace trigger _100_immutable before update or delete on reflux.flow_versions
  for each row execute function reflux_private.tg_immutable();
