comment on table reflux.graphs is '@behavior -insert -update -delete

A compiled graph: immutable, addressed by its content. Versions of flows and runs that were changed point to '
  'one.';
comment on column reflux.graphs.id is 'Identity.';
comment on column reflux.graphs.hash is
  'sha256 of the document, the nodes it resolved to, and the places of its steps; of a derived graph, of its '
  'base and the patch.';
comment on column reflux.graphs.document is 'Input schema, steps and edges, as deployed; no layout, no name.';
comment on column reflux.graphs.input_schema is
  'JSON Schema that the input of a run has to fit; null: anything.';
comment on column reflux.graphs.base_id is
  'The graph it was derived from; null when compiled from a document.';
comment on column reflux.graphs.patch is
  'What was changed of its base: a list of operations; null without one.';
comment on column reflux.graphs.next_idx is 'The place that the next step of a derived graph gets.';
comment on column reflux.graphs.roots is 'The idx of the steps without predecessors.';
comment on column reflux.graphs.sinks is
  'How many steps nothing follows: a run is finished when as many ends are resolved.';
comment on column reflux.graphs.created_at is 'When it was first compiled.';
