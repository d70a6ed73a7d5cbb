/** The registry's codes for what an editor sees before deploy does. SQL raises the same ones for the same things. */
export const codes = {
  malformed: "RFV01",
  unknownNode: "RFV02",
  schema: "RFV03",
  unfinished: "RFV24",
  unknownField: "RFV20",
  badKey: "RFV21",
  badEdge: "RFV12",
  noSuchEnd: "RFV13",
  cycle: "RFV14",
  unreachable: "RFV15",
  badReference: "RFV16",
  badExpression: "RFV11",
  badOption: "RFV18",
} as const;
