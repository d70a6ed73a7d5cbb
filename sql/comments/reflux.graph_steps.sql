comment on table reflux.graph_steps is '@behavior -insert -update -delete

The steps of a graph, compiled: what the engine reads when it moves a run. Immutable.';
comment on column reflux.graph_steps.graph_id is 'The graph.';
comment on column reflux.graph_steps.idx is
  'The place of the step, for all graphs derived from this one: never used again.';
comment on column reflux.graph_steps.rank is 'Where the step stands in the order of the graph, from 0.';
comment on column reflux.graph_steps.removed is
  'It is no part of the graph any more. The row says what an idx meant: nothing starts or counts it.';
comment on column reflux.graph_steps.key is 'The name of the step in the document.';
comment on column reflux.graph_steps.node_id is 'The node it runs.';
comment on column reflux.graph_steps.deps is 'How many edges lead to it.';
comment on column reflux.graph_steps.sources is 'The idx of its direct predecessors.';
comment on column reflux.graph_steps.needs is
  'The idx of the steps whose output it reads: its predecessors, and those its expressions name.';
comment on column reflux.graph_steps.need_keys is 'Their keys, in the order of needs.';
comment on column reflux.graph_steps.need_ports is
  'By which ports each leads to it, comma-separated, in the order of needs; null where it is only named.';
comment on column reflux.graph_steps.need_depths is
  'In how many scopes each of them is, in the order of needs.';
comment on column reflux.graph_steps.region is 'The idx of the step that repeats it; null at the top.';
comment on column reflux.graph_steps.body is 'The idx of the steps that it repeats.';
comment on column reflux.graph_steps.body_roots is 'Those of them that start with a scope.';
comment on column reflux.graph_steps.body_sinks is 'How many of them are ends of a scope.';
comment on column reflux.graph_steps.out_ports is 'The port of each edge that leaves it.';
comment on column reflux.graph_steps.out_idx is 'The target of each edge that leaves it.';
comment on column reflux.graph_steps.join_any is
  'Starts with the first edge that brings work, instead of all.';
comment on column reflux.graph_steps.races is
  'Some step of the graph does: a run may end while other branches move.';
comment on column reflux.graph_steps.on_error is
  'fail: what follows is skipped and the run fails; continue: goes on by out; edge: goes on by error.';
comment on column reflux.graph_steps.max_tries is 'How often it is tried at most, the first time included.';
comment on column reflux.graph_steps.retry is 'The pause between tries, and tries by class of error.';
comment on column reflux.graph_steps.timeout_ms is 'The time limit of a try, in milliseconds.';
comment on column reflux.graph_steps.chunk is 'How many ready steps share one doorbell at most.';
comment on column reflux.graph_steps.is_trigger is 'It starts runs.';
comment on column reflux.graph_steps.config is 'The config of the node, templates included.';
comment on column reflux.graph_steps.options is
  'The other options of the step: concurrency, cache, pin, disabled, title, note.';
comment on column reflux.graph_steps.straight_idx is
  'The step that its output alone starts; null where others may have to be waited for.';
comment on column reflux.graph_steps.gated is
  'The step needs a decision before it starts; only the gate leases it.';
