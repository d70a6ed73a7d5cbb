import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { lazy, type RefObject, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useStore } from "zustand";
import { createCatalogue } from "#language/flow/catalogue.ts";
import { stepOf } from "#language/flow/document.ts";
import { useCommands } from "../../app/commands/useCommands.ts";
import { useRefusal } from "../../app/useWho.ts";
import { createArranger } from "../../canvas/arrange/arranger.ts";
import { Canvas } from "../../canvas/Canvas.tsx";
import type { CanvasCommand } from "../../canvas/state/command.ts";
import { withoutNativeKeys } from "../../canvas/state/commands.ts";
import { createEditor, type Editor } from "../../canvas/state/editor.ts";
import { selected } from "../../canvas/state/selection.ts";
import type { Overlay } from "../../canvas/view/context.ts";
import { nodeTypes, searchNodes } from "../../data/node-types.ts";
import { toProblem } from "../../data/problem.ts";
import { queryClient } from "../../data/query-client.ts";
import { Split } from "../../ui/layout/Split.tsx";
import { useWidth } from "../../ui/layout/useWidth.ts";
import { say, sayProblem } from "../../ui/overlay/toast.ts";
import { withChange } from "../runs/search-change.ts";
import { editorCommands } from "./commands.ts";
import { createDraft } from "./draft.ts";
import styles from "./Editor.module.css";
import type { LastRun } from "./expression/last-run.ts";
import { lastRunKey } from "./expression/last-run-key.ts";
import { createSyntaxCheck } from "./expression/syntax.ts";
import type { pinLast } from "./pin.ts";
import type { StepMenuProps } from "./StepMenu.tsx";
import { draftServer, type Loaded } from "./server.ts";

/** Loaded when it is asked for. */
const PublishDialog = lazy(async () => ({ default: (await import("./PublishDialog.tsx")).PublishDialog }));
const DiscardDialog = lazy(async () => ({ default: (await import("./PublishDialog.tsx")).DiscardDialog }));
const MergeDialog = lazy(async () => ({ default: (await import("./MergeDialog.tsx")).MergeDialog }));
const EditorHeader = lazy(async () => ({ default: (await import("./EditorHeader.tsx")).EditorHeader }));
const Inspector = lazy(async () => ({ default: (await import("./inspector/Inspector.tsx")).Inspector }));
const ProblemsBar = lazy(async () => ({ default: (await import("./ProblemsBar.tsx")).ProblemsBar }));
const RunLayer = lazy(async () => ({ default: (await import("./RunStrip.tsx")).RunLayer }));
const RunDialog = lazy(async () => ({ default: (await import("./RunDialog.tsx")).RunDialog }));
const StepMenu = lazy(async () => ({ default: (await import("./StepMenu.tsx")).StepMenu }));

const route = getRouteApi("/flows/$slug/edit");
type Asked = "publish" | "discard" | "run" | undefined;
/** Below this the panel would cover the canvas, so it is there only when a step is chosen. */
const roomForTwo = 704;
/** How long "Saved" may stand over a newer draft of somebody else. */
const lookEvery = 3_000;

export function Workbench({ slug, loaded }: { readonly slug: string; readonly loaded: Loaded }) {
  const search = route.useSearch();
  const change = useNavigate({ from: "/flows/$slug/edit" });
  const [asked, setAsked] = useState<Asked>();
  /** The step that a run is to end with. */
  const [until, setUntil] = useState<string>();
  const [canvasCommands, setCanvasCommands] = useState<readonly CanvasCommand[]>([]);
  const [menu, setMenu] = useState<Omit<StepMenuProps, "editor" | "draft" | "commands" | "onClose">>();
  const frame = useRef<HTMLDivElement>(null);
  const panel = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const [overlay, setOverlay] = useState<Overlay>();

  // Who may not save a draft looks at the flow, and has nothing to lose.
  const readOnly = useRefusal("save_draft");
  const editor = useMemo(() => {
    const made: Editor = createEditor({
      flow: loaded.held.flow,
      catalogue: createCatalogue(loaded.types),
      nodes: { named: nodeTypes, search: searchNodes },
      arranger: createArranger(),
      checkSyntax: createSyntaxCheck(() => made.check()),
      readOnly,
    });
    return made;
  }, [loaded, readOnly]);
  const draft = useMemo(
    () =>
      createDraft(editor, loaded.held, draftServer(slug), (by) =>
        say("Brought together", { description: `${by} saved this flow meanwhile. Undo leads back.` }),
      ),
    [editor, loaded, slug],
  );
  useEffect(() => {
    const stop = new AbortController();
    const leave = draft.start();
    void editor.settle(stop.signal).catch(() => {});
    const look = () => document.visibilityState === "visible" && void draft.look();
    const { signal } = stop;
    const flush = () => void draft.flush();
    addEventListener("online", flush, { signal });
    addEventListener("pagehide", flush, { signal });
    document.addEventListener("visibilitychange", look, { signal });
    const looking = setInterval(look, lookEvery);
    return () => {
      clearInterval(looking);
      stop.abort();
      leave();
    };
  }, [draft, editor]);
  const step = useStore(editor.store, ({ selection }) =>
    selection.steps.size === 1 ? [...selection.steps][0] : undefined,
  );
  // Once: afterwards the address follows the selection.
  const wanted = useRef(search.step);
  useEffect(() => {
    const key = wanted.current;
    if (key !== undefined && stepOf(editor.store.getState().flow, key))
      editor.select(selected({ steps: [key] }));
  }, [editor]);
  const set = useCallback(
    (next: Parameters<typeof withChange<typeof search>>[1]) =>
      void change({ search: (before) => withChange(before, next), replace: true }),
    [change],
  );
  useEffect(() => set({ step }), [set, step]);

  const version = useStore(draft.store, (state) => state.version);
  const drafted = useStore(draft.store, ({ revision, save }) => revision > 0 || save !== "saved");

  const toCanvas = useCallback(() => frame.current?.querySelector<HTMLElement>(".react-flow")?.focus(), []);
  useEffect(() => {
    if (document.activeElement?.matches("body, main")) toCanvas();
  }, [toCanvas]);
  /** To the first thing that is wrong with the step, or else to the first thing to fill in. */
  const inspect = useCallback(
    (key: string | undefined) => {
      if (key === undefined) return set({ view: "code" });
      editor.select(selected({ steps: [key] }), key);
      if (search.view === "code") set({ view: undefined });
      focusField(panel, key);
    },
    [editor, search.view, set],
  );
  const host = useMemo(
    () => ({
      inspect,
      menu: (key: string, at: { readonly x: number; readonly y: number }) => setMenu({ step: key, ...at }),
      save: () => setAsked("publish"),
      runFlow: () => setAsked("run"),
      runTo: (key: string) => {
        setUntil(key);
        setAsked("run");
      },
      pin: (keys: readonly string[]) => void pin(editor, slug, keys, search.run),
      notify: (message: string) => say(message),
    }),
    [editor, inspect, slug, search.run],
  );
  const watch = useCallback(
    (started: string) => {
      set({ run: Number(started) });
      editor.store.setState(({ fits }) => ({ fits: fits + 1 }));
    },
    [editor, set],
  );
  const commands = useMemo(
    () =>
      editorCommands({
        slug,
        canvas: withoutNativeKeys(canvasCommands),
        revision: () => draft.store.getState().revision,
        published: () => draft.store.getState().published !== undefined,
        showsSource: search.view === "code",
        showsProblems: search.tab === "problems",
        step: () => step,
        inInspector: () => panel.current?.contains(document.activeElement) ?? false,
        onCanvas: () => document.activeElement?.matches(".react-flow, .react-flow *") === true,
        onSource: () => set({ view: search.view === "code" ? undefined : "code" }),
        onProblems: () => set({ tab: search.tab === "problems" ? undefined : "problems" }),
        failed: () => {
          const run = queryClient.getQueryData<LastRun>(lastRunKey(slug, search.run));
          return run && search.run !== undefined && run.state === "failed" && run.version
            ? run.id
            : undefined;
        },
        onFork: (failed) => void import("./fork.ts").then(({ fork }) => fork(failed, watch)),
        onDiscard: () => setAsked("discard"),
        onLeave: toCanvas,
      }),
    [slug, canvasCommands, draft, step, search.run, search.tab, search.view, set, toCanvas, watch],
  );
  useCommands(commands);

  // What a dialog was opened from may be gone or idle afterwards; the canvas is where the keys are.
  const close = () => {
    setAsked(undefined);
    setUntil(undefined);
    requestAnimationFrame(toCanvas);
  };
  const wide = width === 0 || width >= roomForTwo;
  const shown = wide || step !== undefined || search.view === "code";
  return (
    <div ref={frame} className={styles.frame}>
      <Suspense fallback={null}>
        <EditorHeader slug={slug} editor={editor} draft={draft} step={step} onAsk={setAsked} />
      </Suspense>
      <Split
        name="editor.inspector"
        label="Inspector"
        initial={384}
        aside={
          shown && (
            <div ref={panel} className={styles.panel}>
              <Suspense fallback={null}>
                <Inspector
                  editor={editor}
                  draft={draft}
                  step={step}
                  source={search.view === "code"}
                  onSource={(source) => set({ view: source ? "code" : undefined })}
                  {...(wide
                    ? {}
                    : {
                        onClose: () => {
                          editor.select(selected({}));
                          set({ view: undefined });
                          toCanvas();
                        },
                      })}
                />
              </Suspense>
            </div>
          )
        }
      >
        <Canvas
          label={`Flow ${slug}`}
          editor={editor}
          host={host}
          listen={false}
          onCommands={setCanvasCommands}
          {...(overlay ? { overlay } : {})}
        />
        {search.run !== undefined && (
          <Suspense fallback={null}>
            <RunLayer
              slug={slug}
              run={String(search.run)}
              version={drafted ? undefined : version}
              onOverlay={setOverlay}
              onClose={() => {
                set({ run: undefined });
                toCanvas();
              }}
            />
          </Suspense>
        )}
        <Suspense fallback={null}>
          <ProblemsBar
            editor={editor}
            draft={draft}
            open={search.tab === "problems"}
            onOpen={(open) => set({ tab: open ? "problems" : undefined })}
            onGo={inspect}
          />
        </Suspense>
      </Split>
      <Suspense>
        {asked === "publish" && (
          <PublishDialog
            slug={slug}
            draft={draft}
            editor={editor}
            run={search.run}
            onClose={close}
            onGo={inspect}
            onStarted={watch}
          />
        )}
        {asked === "discard" && <DiscardDialog slug={slug} draft={draft} onClose={close} />}
        {asked === "run" && (
          <RunDialog
            slug={slug}
            editor={editor}
            draft={draft}
            until={until}
            onClose={close}
            onGo={inspect}
            onStarted={watch}
          />
        )}
        {menu && (
          <StepMenu
            {...menu}
            editor={editor}
            draft={draft}
            commands={canvasCommands}
            onClose={() => setMenu(undefined)}
          />
        )}
        <MergeDialog draft={draft} />
      </Suspense>
    </div>
  );
}

async function pin(...of: Parameters<typeof pinLast>): Promise<void> {
  try {
    await (await import("./pin.ts")).pinLast(...of);
  } catch (error) {
    sayProblem(toProblem(error));
  }
}

/** As soon as the step's form is there: the first time it has to be fetched. */
function focusField(panel: RefObject<HTMLElement | null>, step: string, frames = 300): void {
  const form = panel.current?.querySelector<HTMLElement>(`[data-config="${CSS.escape(step)}"]`);
  const field =
    form?.querySelector<HTMLElement>("[aria-invalid=true]") ??
    form?.querySelector<HTMLElement>(
      ":is(input, textarea, button, [role=textbox], [role=combobox]):not([aria-label^='fx'])",
    ) ??
    (form && panel.current?.querySelector<HTMLElement>("input, textarea"));
  if (field) field.focus();
  else if (frames > 0) requestAnimationFrame(() => focusField(panel, step, frames - 1));
}
