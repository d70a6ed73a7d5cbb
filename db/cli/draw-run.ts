import { waitOf, waits } from "#language/waits.ts";
import type { AttemptView, RunState, RunView, StepState, StepView } from "./run-view.ts";
import { columns, duration, fit, type Paint, pad, paint, plain, width } from "./terminal.ts";

/** A run as lines: who it is, then a line per step with its time drawn to scale, then what went wrong. */
export function drawRun(run: RunView, now: Date = new Date()): readonly string[] {
  const end = run.finished_at ?? now;
  const scale = { from: run.created_at.getTime(), to: Math.max(end.getTime(), run.created_at.getTime() + 1) };
  const names = run.steps.map(nameOf);
  const nameWidth = Math.max(0, ...names.map(width));
  const nodeWidth = Math.max(0, ...run.steps.map(({ node }) => node.length));
  // The marks, gaps and time take 24 columns; the rest leaves room for a remark.
  const barWidth = Math.max(10, Math.min(40, columns() - nameWidth - nodeWidth - 24 - 24));
  return [
    drawHead(run, end),
    ...run.steps.map((step, index) =>
      [
        `  ${mark(step.state)} ${pad(names[index] ?? "", nameWidth)}`,
        paint("dim", pad(step.node, nodeWidth)),
        pad(timeOf(step, now), 9, "right"),
        bar(step, scale, barWidth, now),
        remark(step, now),
      ].join("  "),
    ),
    ...hidden(run),
    ...run.steps.flatMap(drawError),
  ].map((line) => line.trimEnd());
}

function drawHead(run: RunView, end: Date): string {
  const { id, flow, version, state, reason } = run;
  const title = `${paint("bold", `run ${id}`)}  ${flow}${version === null ? "" : ` v${version}`}`;
  const took = duration(end.getTime() - run.created_at.getTime());
  return `${title}  ${paint(styleOf[state], state)}  ${took}${reason ? `  ${paint("dim", plain(reason))}` : ""}`;
}

function nameOf({ step, scope }: StepView): string {
  return scope === "" ? step : `${step} ${scope}`;
}

function timeOf(step: StepView, now: Date): string {
  if (!step.started_at || step.state === "sleeping") return "";
  const end = step.finished_at ?? (step.state === "running" ? now : undefined);
  return end ? duration(Math.max(0, end.getTime() - step.started_at.getTime())) : "";
}

type Scale = { readonly from: number; readonly to: number };
type Span = { readonly from: number; readonly to: number; readonly glyph: string; readonly style: Paint };

/** `█` a try that ended well, `▓` one that did not, `▒` one that went to sleep, `·` waiting in between. */
function bar(step: StepView, scale: Scale, cells: number, now: Date): string {
  const blank: Cell = { glyph: " ", style: undefined };
  const line = Array.from({ length: cells }, () => blank);
  const at = (time: number) =>
    Math.min(cells - 1, Math.max(0, Math.floor(((time - scale.from) / (scale.to - scale.from)) * cells)));
  for (const { from, to, glyph, style } of spans(step, now))
    line.fill({ glyph, style }, at(from), at(to) + 1);
  return strokes(line)
    .map(({ glyph, style }) => (style ? paint(style, glyph) : glyph))
    .join("");
}

type Cell = { readonly glyph: string; readonly style: Paint | undefined };

/** Neighbours of one style as one piece, so that a line is coloured a few times and not forty. */
function strokes(line: readonly Cell[]): readonly Cell[] {
  return line.reduce<Cell[]>((pieces, cell) => {
    const last = pieces.at(-1);
    if (last?.style !== cell.style) return [...pieces, cell];
    return [...pieces.slice(0, -1), { glyph: `${last?.glyph ?? ""}${cell.glyph}`, style: cell.style }];
  }, []);
}

function spans(step: StepView, now: Date): readonly Span[] {
  const first = step.attempts[0]?.started_at ?? step.ready_at;
  const end = step.finished_at ?? (isLive(step.state) ? now : undefined);
  const whole: Span[] =
    first && end ? [{ from: first.getTime(), to: end.getTime(), glyph: "·", style: "dim" }] : [];
  const tries = step.attempts.flatMap(asSpan);
  const running: Span[] =
    step.state === "running" && step.started_at
      ? [{ from: step.started_at.getTime(), to: now.getTime(), glyph: "█", style: "cyan" }]
      : [];
  return [...whole, ...tries, ...running];
}

function asSpan({ outcome, started_at, finished_at }: AttemptView): Span[] {
  if (!started_at) return [];
  const span = { from: started_at.getTime(), to: finished_at.getTime() };
  if (outcome === "succeeded") return [{ ...span, glyph: "█", style: "green" }];
  return [
    outcome === "suspended"
      ? { ...span, glyph: "▒", style: "yellow" }
      : { ...span, glyph: "▓", style: "red" },
  ];
}

function remark(step: StepView, now: Date): string {
  const parts: string[] = [];
  if (step.attempts.length > 1) parts.push(`${step.attempts.length} tries`);
  if (step.state === "running" && step.progress !== null) parts.push(`${Math.round(step.progress * 100)} %`);
  if (step.state === "sleeping") parts.push(waitsFor(step, now));
  if (step.problem) parts.push(step.problem);
  return parts.length === 0 ? "" : paint("dim", parts.join(", "));
}

function waitsFor({ state, wait, wake_at }: StepView, now: Date): string {
  const name = waitOf(state, wait);
  if (!name) return "";
  const left = wake_at && duration(Math.max(0, wake_at.getTime() - now.getTime()));
  return `${waits[name].words}${left ? ` ${name === "retry" ? "in" : "for"} ${left}` : ""}`;
}

function hidden({ steps, counts }: RunView): string[] {
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  if (total <= steps.length) return [];
  const states = Object.entries(counts).map(([state, n]) => `${n} ${state}`);
  return [paint("dim", `  … ${total - steps.length} more steps (${states.join(", ")} in all)`)];
}

function drawError(step: StepView): string[] {
  const { error } = step;
  if (!error || (step.state !== "failed" && step.state !== "sleeping")) return [];
  const head = `  ${paint("red", error.code ?? "failed")} ${nameOf(step)}: ${plain(error.message ?? "")}`;
  return error.hint ? [head, paint("dim", `        ${plain(error.hint)}`)] : [head];
}

function isLive(state: StepState): boolean {
  return state === "ready" || state === "running" || state === "sleeping";
}

export function mark(state: StepState | RunState): string {
  return paint(styleOf[state], glyphOf[state]);
}

export const styleOf: Readonly<Record<StepState | RunState, Paint>> = {
  queued: "dim",
  waiting: "dim",
  ready: "cyan",
  running: "cyan",
  sleeping: "yellow",
  paused: "yellow",
  succeeded: "green",
  failed: "red",
  skipped: "dim",
  cancelled: "magenta",
};

const glyphOf: Readonly<Record<StepState | RunState, string>> = {
  queued: "○",
  waiting: "·",
  ready: "○",
  running: "●",
  sleeping: "◐",
  paused: "‖",
  succeeded: "✓",
  failed: "✗",
  skipped: "–",
  cancelled: "⊘",
};

/** Lines that fit the terminal, for a picture that is drawn over itself. */
export function fitAll(lines: readonly string[], rows: number): readonly string[] {
  const fitting = lines.length <= rows ? lines : [...lines.slice(0, rows - 1), paint("dim", "  …")];
  return fitting.map((line) => fit(line));
}
