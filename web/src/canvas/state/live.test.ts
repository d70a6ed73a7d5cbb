import { expect, test } from "vitest";
import { createLiveRun, type LiveStep, passage } from "./live.ts";

const running: LiveStep = { state: "running", attempt: 1, startedAt: 0 };
const done: LiveStep = { state: "succeeded", attempt: 1, startedAt: 0, finishedAt: 900, ports: ["out"] };

function withFrames() {
  const frames: (() => void)[] = [];
  const live = createLiveRun((flush) => void frames.push(flush));
  return { live, frames, draw: () => frames.splice(0).forEach((flush) => flush()) };
}

test("one step's event wakes that step's card and no other", () => {
  const { live, draw } = withFrames();
  const woken: string[] = [];
  live.subscribe("a", () => void woken.push("a"));
  live.subscribe("b", () => void woken.push("b"));

  live.set([["a", running]]);
  draw();

  expect(woken).toEqual(["a"]);
  expect(live.get("a")).toBe(running);
  expect(live.get("b")).toBeUndefined();
});

test("a thousand events between two frames are one frame, and the last of each step is what is shown", () => {
  const { live, frames, draw } = withFrames();
  let woken = 0;
  live.subscribe("a", () => {
    woken += 1;
  });
  for (let n = 0; n < 1_000; n += 1) live.set([["a", { ...running, progress: n / 1_000 }]]);

  expect(frames).toHaveLength(1);
  draw();
  expect(woken).toBe(1);
  expect(live.get("a")?.progress).toBe(0.999);
});

test("the slowest time rises in strides, so that cards are not redrawn for each step that ends", () => {
  const { live, draw } = withFrames();
  let rises = 0;
  live.subscribeSlowest(() => {
    rises += 1;
  });
  for (let n = 0; n < 20; n += 1) {
    live.set([[`s${n}`, { ...done, finishedAt: 900 + n }]]);
    draw();
  }

  expect(rises).toBe(1);
  expect(live.slowest()).toBeGreaterThanOrEqual(919);
});

test("who no longer listens is not called, and clearing wakes those who do", () => {
  const { live, draw } = withFrames();
  const woken: string[] = [];
  const stop = live.subscribe("a", () => void woken.push("a"));
  live.subscribe("b", () => void woken.push("b"));
  stop();
  live.set([
    ["a", done],
    ["b", done],
  ]);
  draw();
  live.clear();

  expect(woken).toEqual(["b", "b"]);
  expect(live.get("b")).toBeUndefined();
});

test.each([
  ["open", undefined, "out", undefined],
  ["open", running, "out", undefined],
  ["taken", done, "out", done],
  ["open", done, "out", undefined],
  ["flowing", done, "out", running],
  ["missed", done, "error", undefined],
  ["missed", { ...done, state: "skipped", ports: [] } satisfies LiveStep, "out", undefined],
  ["taken", { ...done, state: "failed", ports: ["error"] } satisfies LiveStep, "error", done],
] as const)("an edge is %s", (expected, from, port, to) => {
  expect(passage(from, port, to)).toBe(expected);
});
