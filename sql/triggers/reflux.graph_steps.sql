create or replace trigger _100_immutable before update or delete on reflux.graph_steps
  for each row execute function reflux_private.tg_immutable();
