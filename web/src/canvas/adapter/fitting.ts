/** How the whole flow, or a part of it, is shown: with air around it, above the toolbar, never larger than life. */
export const fitting = { padding: { x: "5%", top: "6%", bottom: "84px" }, maxZoom: 1 } as const;
