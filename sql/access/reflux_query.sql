-- The restricted login that runs authors' SQL completes that very step in the same transaction; it needs a
-- worker's secret.
grant usage on schema reflux_author to reflux_query;
grant execute on function reflux_author.complete_own_step to reflux_query;
