/** JSONata marks its function values with these keys, and looks nothing up in them. */
export function isFunctionValue(value: unknown): boolean {
  if (typeof value === "function") return true;
  if (typeof value !== "object" || value === null) return false;
  return (
    ("_jsonata_function" in value && value._jsonata_function === true) ||
    ("_jsonata_lambda" in value && value._jsonata_lambda === true)
  );
}
