#!/usr/bin/env node
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { psqlRoles, runStates, tokenRoles } from "#db/cli/choices.ts";
import { type ExitCode, exitCodes } from "#db/cli/exit-codes.ts";
import { examples, helpOnEnvironment } from "#db/cli/help.ts";
import { programVersion } from "#db/migration/versions.ts";

/** The command line: what there is, and where its code is. A command's code is loaded when it runs. */
const program = new Command("reflux")
  .description("Workflows whose orchestrator is Postgres.")
  .version(programVersion)
  .showHelpAfterError("`reflux --help` and `reflux COMMAND --help` tell more.")
  .configureHelp({ showGlobalOptions: false })
  // What stands after a command is the command's: `run --version 3` asks for no version of this program.
  .enablePositionalOptions()
  .exitOverride()
  .addHelpText("after", () => examples("npm start", "reflux run order-intake --watch", "reflux redrive 17"))
  .addHelpText("after", helpOnEnvironment);

program.commandsGroup("Run REFLUX:");

command("dev", "everything on this machine: database, server, worker, sample flows (`npm start`)")
  .option("--no-samples", "neither deploy the sample flows nor start their counterpart")
  .option("--no-web", "do not build the web app")
  .option("--grace <seconds>", "for steps that run, at Ctrl-C", wholeNumber, 5)
  .action(async (options) => {
    const { dev, Stopped } = await import("#worker/dev/dev.ts");
    await dev(options).catch((error: unknown) => {
      if (!(error instanceof Stopped)) throw error;
    });
  });

command("server", "the HTTP server: GraphQL, webhooks, health, metrics, the web app")
  .option("--development", "on loopback, ask for no token and serve GraphiQL", false)
  .option("--grace <seconds>", "for requests under way, when asked to stop", wholeNumber, 10)
  .action(async (options) => await (await import("#graphql/main.ts")).runServer(options))
  .addHelpText("after", () => examples("HOST=0.0.0.0 PORT=8080 reflux server"));

command("worker", "runs steps; here or elsewhere, it needs Postgres and nothing else")
  .option("--nodes <folder>", "nodes of your own, a folder each")
  .option("--only <nodes>", "run these and no others: log,http.*,crm.find@2 (REFLUX_ONLY)")
  .option("--without <nodes>", "leave these to others (REFLUX_WITHOUT)")
  .option("--concurrency <steps>", "steps at once", wholeNumber, 100)
  .option("--name <name>", "how it is called in `workers`")
  .option("--grace <seconds>", "for steps that run, when asked to stop", wholeNumber, 25)
  .action(async (options) => await (await import("#worker/main.ts")).runWorker(options))
  .addHelpText("after", () =>
    examples(
      "DATABASE_URL=postgresql://… reflux worker --nodes ./my-nodes",
      "reflux worker --only http.* --concurrency 500",
    ),
  );

command("setup", "what is too heavy for every installation: list it, or install one")
  .argument("[name]", "as the list calls it")
  .addOption(json())
  .action(async (name, options) => finish((await import("#worker/setup/setup.ts")).setup(name, options)))
  .addHelpText("after", () => examples("reflux setup", "reflux setup traces"));

command("migrate", "bring the schema of the database to this program's")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/migrate.ts")).migrate(options)));

program.commandsGroup("Work with flows:");

command("flows", "all flows: whether they start runs, how they did in the last 24 hours")
  .option("--all", "those that are archived, too")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/flows.ts")).flows(options)));

command("deploy", "make flow files the current versions of their flows: all of them, or none")
  .argument("<files...>", "YAML or JSON, a flow each; - is the standard input")
  .option("--note <text>", "why, kept with the version")
  .option("--dry-run", "tell what is wrong, or what would change, and deploy nothing")
  .addOption(json())
  .action(async (files, options) => finish((await import("#db/cli/deploy.ts")).deploy(files, options)))
  .addHelpText("after", () =>
    examples(
      "reflux deploy --dry-run flows/*.yaml",
      "reflux deploy flows/*.yaml --note 'Ask the new carrier'",
    ),
  );

command("export", "print a flow as the file that deploys it, in YAML")
  .argument("<flow>")
  .option("--version <number>", "another than the current version", wholeNumber)
  .addOption(new Option("--json", "in JSON, which `deploy` reads as well"))
  .action(async (flow, options) => finish((await import("#db/cli/flows.ts")).exportFlow(flow, options)))
  .addHelpText("after", () => examples("reflux export order-intake > order-intake.yaml"));

command("rollback", "make what an earlier version says the current version again, under a new number")
  .argument("<flow>")
  .argument("<version>", "its number", wholeNumber)
  .addOption(new Option("--reason <text>", "why, kept with the version"))
  .addOption(json())
  .action(async (flow, version, options) =>
    finish((await import("#db/cli/flows.ts")).rollback(flow, version, options)),
  )
  .addHelpText("after", () => examples("reflux rollback order-intake 3 --reason 'The new carrier is down'"));

for (const [name, what] of [
  ["enable", "let a flow start runs again"],
  ["disable", "let a flow start no run; those under way go on"],
  ["archive", "take a flow away; its runs and versions stay, and deploying it brings it back"],
] as const) {
  command(name, what)
    .argument("<flow>")
    .addOption(new Option("--reason <text>", "why, kept with the flow"))
    .addOption(json())
    .action(async (flow, options) => finish((await import("#db/cli/flows.ts"))[name](flow, options)));
}

program.commandsGroup("Work with runs:");

command("run", "start a run")
  .argument("<flow>")
  .option("--input <json>", "its input: JSON, @file or @- (default: {})")
  .option("--key <text>", "idempotency key; used before, it gives the run of that time")
  .option("--version <number>", "another than the current version", wholeNumber)
  .option("--priority <number>", "-1000 to 1000; lower goes first", integer)
  .option("-w, --watch", "stay until it ends; the exit code tells how")
  .addOption(json())
  .action(async (flow, options) => finish((await import("#db/cli/run.ts")).run(flow, options)))
  .addHelpText("after", () =>
    examples(`reflux run order-quote --watch --input @quote.json`, `reflux run nightly --key 2026-01-31`),
  );

command("watch", "watch a run until it ends; the exit code tells how")
  .addArgument(runId())
  .addOption(json())
  .action(async (run, options) => finish((await import("#db/cli/run.ts")).watchCommand(run, options)));

command("runs", "the latest runs")
  .option("--flow <flow>", "only of this flow")
  .addOption(new Option("--state <state>", "only in this state").choices(runStates))
  .option("--limit <number>", "how many", wholeNumber, 20)
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/runs.ts")).runs(options)))
  .addHelpText("after", () => examples("reflux runs --state failed --flow order-intake"));

command("show", "a run: steps, tries, times, errors; with a step, what went in and out")
  .addArgument(runId())
  .argument("[step]")
  .addOption(scope())
  .addOption(json())
  .action(async (run, step, options) => finish((await import("#db/cli/show.ts")).show(run, step, options)))
  .addHelpText("after", () => examples("reflux show 17", "reflux show 17 reserve"));

command("logs", "what the steps of a run logged, or one of them")
  .addArgument(runId())
  .argument("[step]")
  .option("--scope <scope>", "only of this instance of a repeated step")
  .option("-f, --follow", "stay until the run ends; what comes is printed as it comes")
  .option("--json", "for programs; with --follow, a document a line")
  .action(async (run, step, options) => finish((await import("#db/cli/logs.ts")).logs(run, step, options)))
  .addHelpText("after", () => examples("reflux logs 17 --follow", "reflux logs 17 reserve"));

command("why", "exactly what a run, or one step of it, waits for")
  .addArgument(runId())
  .argument("[step]")
  .addOption(scope())
  .addOption(json())
  .action(async (run, step, options) => finish((await import("#db/cli/act.ts")).why(run, step, options)));

command("redrive", "run a step again and what is below it; without a step, every failed one")
  .addArgument(runId())
  .argument("[step]")
  .addOption(scope())
  .option("--input <json>", "instead of its input: JSON, @file or @-")
  .option("--no-downstream", "replace only this step's output")
  .addOption(reason())
  .addOption(json())
  .action(async (run, step, options) => {
    if (step === undefined && (options.input !== undefined || !options.downstream)) {
      program.error("error: --input and --no-downstream are about one step: name it");
    }
    await finish((await import("#db/cli/act.ts")).redrive(run, step, options));
  })
  .addHelpText("after", () =>
    examples(
      "reflux redrive 17",
      `reflux redrive 17 reserve --input '{"id": "A-1"}' --reason 'Typing error'`,
    ),
  );

command("retry-now", "end a step's back-off: the try that would come later comes now")
  .addArgument(runId())
  .argument("<step>")
  .addOption(scope())
  .addOption(reason())
  .addOption(json())
  .action(async (run, step, options) => finish((await import("#db/cli/act.ts")).retryNow(run, step, options)))
  .addHelpText("after", () => examples("reflux retry-now 17 reserve --reason 'It answers again'"));

for (const [name, what] of [
  ["pause", "let running steps finish and start no other"],
  ["resume", "go on with a paused run"],
  ["cancel", "end a run and what it waits for"],
] as const) {
  command(name, what)
    .addArgument(runId())
    .addOption(reason())
    .addOption(json())
    .action(async (run, options) => finish((await import("#db/cli/act.ts"))[name](run, options)));
}

command("signal", "give a waiting step its signal; the payload becomes its output")
  .addArgument(runId())
  .argument("<step>")
  .argument("[payload]", "JSON, @file or @-")
  .addOption(scope())
  .addOption(reason())
  .addOption(json())
  .action(async (run, step, payload, options) =>
    finish((await import("#db/cli/act.ts")).signal(run, step, payload, options)),
  )
  .addHelpText("after", () => examples(`reflux signal 17 approve '{"by": "Ada"}'`));

program.commandsGroup("Look after it:");

command("alerts", "what fails and how often, by flow, step and code, and the run that told of it")
  .option("--flow <flow>", "only of this flow")
  .option("--limit <number>", "how many", wholeNumber, 20)
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/alerts.ts")).alerts(options)));

command(
  "on-failure",
  "which flow a failed run starts, once per flow, step, code and window; without a flow: tell",
)
  .argument("[flow]", "the flow to start; its input says what failed")
  .option("--for <flow>", "for the runs of this flow only")
  .option("--none", "start none")
  .option("--default", "with --for: the one that is for all flows, again")
  .option("--window <time>", "how long further failures of one kind are only counted, as '1 hour'")
  .option("--reason <text>", "with --for: why, kept in the audit")
  .addOption(json())
  .action(async (flow, options) => finish((await import("#db/cli/alerts.ts")).onFailure(flow, options)));

command("doctor", "what is configured, reachable, stale; changes nothing")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/doctor.ts")).doctor(options)));

command("psql", "psql on the database, with `reflux` on the search path")
  .argument("[arguments...]", "for psql, after --")
  .addOption(new Option("--role <role>", "with whose rights").choices(psqlRoles).default("owner"))
  .action(async (args, options) => finish((await import("#db/cli/psql.ts")).psql(args, options)))
  .addHelpText("after", () => examples("reflux psql", "reflux psql -- -c 'select * from why(17)'"));

command("url", "print the connection string of the database").action(async () =>
  finish((await import("#db/cli/psql.ts")).url()),
);

command("audit", "the latest administrative acts: who, when, from where, what")
  .option("--object <object>", "only of this one, such as 'token 7'")
  .option("--actor <name>", "only of this one")
  .option("--limit <number>", "how many", wholeNumber, 30)
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/audit.ts")).audit(options)));

const token = command("token", "API tokens");
token
  .command("create <name>")
  .description("make a token and print it, this once")
  .addOption(new Option("--role <role>", "what it may do").choices(tokenRoles).default("viewer"))
  .option("--flow <flow...>", "limit it to these flows")
  .option("--expires <interval>", "such as '30 days', or never (default: 90 days)")
  .addOption(json())
  .action(async (name, options) => finish((await import("#db/cli/token.ts")).createToken(name, options)))
  .addHelpText("after", () =>
    examples("TOKEN=$(reflux token create ci --role operator --expires '90 days')"),
  );
token
  .command("list")
  .description("all tokens, without the tokens themselves")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/token.ts")).listTokens(options)));
token
  .command("rotate <id>")
  .description("a new token in the place of one, which works on for a time")
  .option("--grace <interval>", "how long the old one works on", "1 day")
  .addOption(json())
  .action(async (id, options) => finish((await import("#db/cli/token.ts")).rotateToken(digits(id), options)));
token
  .command("revoke <id>")
  .description("end a token for good")
  .addOption(json())
  .action(async (id, options) => finish((await import("#db/cli/token.ts")).revokeToken(digits(id), options)));

command("permit <flow>", "let a flow do what the token of whoever deployed it does not reach")
  .option("--call <flow...>", "flows it may call; * for any")
  .option(
    "--host <host...>",
    "hosts that are not public, as host or host:port; the workers have to allow them, too",
  )
  .option(
    "--sql-role <role>",
    "the role that its SQL acts as; reflux_query, or one that reflux_query is a member of",
  )
  .option("--exactly", "this and nothing else; nothing said lifts the permit", false)
  .addOption(reason())
  .addOption(json())
  .action(async (flow, options) => finish((await import("#db/cli/permit.ts")).permitFlow(flow, options)))
  .addHelpText("after", () =>
    examples("reflux permit order-intake --call send-invoice --sql-role reflux_query"),
  );

const secret = command("secret", "secrets, which expressions read as {{ secrets.NAME }}");
secret
  .command("set <name>")
  .description("set a secret; its value comes from the standard input")
  .option(
    "--flow <flow...>",
    "bind it to these flows; unbound, flows that a limited token deployed cannot read it",
  )
  .option("--node <node...>", "bind it to these nodes, as http.request")
  .option("--host <host...>", "bind it to these hosts: who has read it connects nowhere else")
  .addOption(json())
  .action(async (name, options) => finish((await import("#db/cli/secret.ts")).setSecret(name, options)))
  .addHelpText("after", () =>
    examples("reflux secret set crm_token --flow order-intake --host crm.example.com < token.txt"),
  );
secret
  .command("allow <name>")
  .description("bind a secret to more flows, nodes or hosts; * is any")
  .option("--flow <flow...>", "flows that may read it")
  .option("--node <node...>", "nodes that may read it")
  .option("--host <host...>", "where it may go, as host or host:port")
  .option("--exactly", "to these and no others; what is left out is unbound", false)
  .addOption(reason())
  .addOption(json())
  .action(async (name, options) => finish((await import("#db/cli/secret.ts")).allowSecret(name, options)))
  .addHelpText("after", () => examples("reflux secret allow crm_token --flow invoices"));
secret
  .command("list")
  .description("names, dates, and what each is bound to")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/secret.ts")).listSecrets(options)));
secret
  .command("rotate-key")
  .description("encrypt all secrets with a new key; what the old one encrypted can still be read")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/secret.ts")).rotateKey(options)))
  .addHelpText("after", () =>
    examples(
      "reflux secret rotate-key",
      "REFLUX_SECRET_KEY=$NEW REFLUX_SECRET_KEY_OLD=$OLD reflux secret rotate-key",
    ),
  );
secret
  .command("delete <name>")
  .description("delete a secret; steps that name it fail from then on")
  .addOption(json())
  .action(async (name, options) => finish((await import("#db/cli/secret.ts")).deleteSecret(name, options)));

const node = command("node", "nodes of your own");
node
  .command("check <folder>")
  .description(
    "hold a node to the contract, or a folder of nodes: manifest, README, examples, abort, secrets",
  )
  .addOption(json())
  .action(async (folder, options) =>
    finish((await import("#worker/own-nodes/check.ts")).nodeCheck(folder, options)),
  )
  .addHelpText("after", () =>
    examples("reflux node check ./my-nodes", "reflux node check ./my-nodes/crm.find"),
  );

const variable = command("var", "variables of this installation, which expressions read as {{ vars.NAME }}");
variable
  .command("set <name> <value>")
  .description("set a variable; the value is JSON, @file or @-, or else the text it is")
  .option("--text", "a text, even where it could be read as JSON, such as 1.10 or true")
  .addOption(new Option("--reason <text>", "why, kept in the audit"))
  .addOption(json())
  .action(async (name, value, options) =>
    finish((await import("#db/cli/var.ts")).setVar(name, value, options)),
  )
  .addHelpText("after", () =>
    examples("reflux var set crm_url https://crm.example.com", "reflux var set approve_above 1000"),
  );
variable
  .command("list")
  .description("all variables and their values: they are no secrets")
  .addOption(json())
  .action(async (options) => finish((await import("#db/cli/var.ts")).listVars(options)));
variable
  .command("unset <name>")
  .description("take a variable away; steps that name it fail from then on")
  .addOption(new Option("--reason <text>", "why, kept in the audit"))
  .addOption(json())
  .action(async (name, options) => finish((await import("#db/cli/var.ts")).unsetVar(name, options)));

// `reflux runs | head`: the reader has what it wanted.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(exitCodes.ok);
  throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else {
    const { reportError } = await import("#db/cli/report-error.ts");
    process.exitCode = reportError(error, process.argv.includes("--json"));
  }
}

function command(name: string, description: string) {
  return program.command(name).description(description);
}

async function finish(work: Promise<ExitCode>): Promise<void> {
  process.exitCode = await work;
}

function json() {
  return new Option("--json", "for programs");
}

function reason() {
  return new Option("--reason <text>", "why, kept in the run's history");
}

function scope() {
  return new Option("--scope <scope>", "which instance of a repeated step").default("", "the one at the top");
}

function runId() {
  return program.createArgument("<run>", "its number").argParser(digits);
}

function digits(text: string): string {
  if (/^\d{1,18}$/.test(text)) return text;
  throw new InvalidArgumentError("It is a whole number.");
}

function wholeNumber(text: string): number {
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number.");
}

function integer(text: string): number {
  if (/^-?\d{1,6}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It is a whole number.");
}
