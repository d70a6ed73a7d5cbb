/** `{value, bytes, cut}` of json_preview, read at the boundary. */
export interface Payload {
  readonly value: unknown;
  readonly bytes: number | undefined;
  readonly cut: boolean;
}

export function readPayload(preview: unknown): Payload | undefined {
  if (typeof preview !== "object" || preview === null) return undefined;
  const { value, bytes, cut } = { value: null, bytes: undefined, cut: false, ...preview };
  return { value, bytes: typeof bytes === "number" ? bytes : undefined, cut: cut === true };
}
