/**
 * Grafast reads this when it is loaded: its development mode checks its own plans, for authors of plugins, and costs
 * about as much as running them. Imported first by whatever imports PostGraphile.
 */
process.env["GRAPHILE_ENV"] ??= "production";
