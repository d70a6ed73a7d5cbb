/**
 * Why the flow on this canvas may not be edited; undefined where it may. Mouse, keys and toolbar all ask this, and so do
 * `apply` and `ask`, by which every change goes. What is laid over the flow says nothing here: a run is looked at while
 * the flow is mended.
 */
export const editRefusal = (state: { readonly readOnly: string | undefined }) => state.readOnly;
