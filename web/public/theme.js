// Before the first paint, so that a dark reader never sees a white flash. A file, not inline: the CSP allows no inline script.
try {
  const { theme, contrast } = JSON.parse(localStorage.getItem("reflux.preferences") || "{}");
  const root = document.documentElement.dataset;
  if (theme === "light" || theme === "dark") root.theme = theme;
  if (contrast === "more" || (contrast !== "normal" && matchMedia("(prefers-contrast: more)").matches))
    root.contrast = "more";
} catch {
  // Storage may be closed to us; the system's theme is a fine answer.
}
