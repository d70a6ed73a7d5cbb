import { TYPES } from "postgraphile/@dataplan/pg";

/** PostGraphile knows no codec for xid8, a column of the change log, and says so at every start. */
export const CodecsPlugin: GraphileConfig.Plugin = {
  name: "RefluxCodecsPlugin",
  description: "Reads transaction ids as numbers.",
  version: "1.0.0",
  gather: {
    hooks: {
      pgCodecs_findPgCodec(_info, event) {
        if (event.pgType.typname === "xid8") event.pgCodec = TYPES.bigint;
      },
    },
  },
};
