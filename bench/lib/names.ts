/** Names that a bar looks its figures up by. */
export const one = "REFLUX, 1 worker process";
export const two = "REFLUX, 2 worker processes";
export const singleRows = "Postgres: a row a commit (rows/s)";
export const batchedRows = "Postgres: 100 rows a commit (rows/s)";

export const chainColumn = "chain of 10";
export const fanOutColumn = "root + 100 + join";
export const wideColumn = "10,000 + join";

export const runStart = "REFLUX, call → first node";
export const stepGap = "REFLUX, step → next step";
export const addToStart = "graphile-worker, add → task";
export const idleSuffix = ", idle";
export const loadSuffix = ", at half load";
