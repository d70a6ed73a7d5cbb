/**
 * Functions of Postgres that reach beyond rows: locks, notifications, settings, files, other sessions, large objects,
 * replication, other servers, and those that run a text as SQL. A statement may call none of them, whatever its role
 * is granted. Of the `pg_…` functions only those named here are let through, so what a later Postgres brings is
 * refused until somebody has looked at it; `postgres-query.test.ts` of the worker walks the catalogue.
 */
export function reachesBeyondRows(name: string): boolean {
  return name.startsWith("pg_") ? !READS.test(name) : BEYOND.test(name);
}

/** The tables of Postgres itself: a rule of `pg_settings` sets what an update of it says. */
export function belongsToServer(schema: string | undefined, relation: string): boolean {
  if (schema === undefined) return relation.startsWith("pg_");
  return schema.startsWith("pg_") || schema === "information_schema";
}

/** `pg_sleep` is among them: the statement's own time limit ends it. */
const READS = new RegExp(
  `^pg_(${[
    "get_\\w+|stat_get_\\w+|\\w+_is_visible|\\w+_size|index\\w*_property|indexam\\w+",
    "backend_pid|basetype|blocking_pids|char_to_encoding|client_encoding|collation_\\w+|column_\\w+",
    "current_(snapshot|xact_id\\w*)|describe_object|encoding_\\w+|has_role|identify_object\\w*|input_\\w+",
    "is_in_recovery|is_other_temp_schema|listening_channels|lsn\\w*|my_temp_schema|options_to_table",
    "partition_\\w+|postmaster_start_time|relation_(filenode|is_\\w+)|sequence_\\w+|settings_get_flags",
    "show_all_settings|size_(bytes|pretty)|sleep|sleep_for|sleep_until|snapshot_\\w+|timezone_\\w+",
    "trigger_depth|typeof|visible_in_snapshot|wal_lsn_diff|xact_(status|commit_timestamp\\w*)",
  ].join("|")})$`,
);

const BEYOND = new RegExp(
  `^(${[
    // Settings, and the seed of the session's random numbers, outlive the statement.
    "set_config|setseed",
    "lo_\\w+|loread|lowrite",
    // These run SQL that is given as a text, which nobody has read.
    "(query|cursor|table|schema|database)_to_xml\\w*|ts_stat|ts_rewrite|crosstab\\w*|connectby|xpath_table",
    "dblink\\w*|postgres_fdw_\\w+",
    "binary_upgrade_\\w+|brin_(de)?summarize_\\w+|gin_clean_pending_list|currtid2?|plpgsql_\\w+",
  ].join("|")})$`,
);
