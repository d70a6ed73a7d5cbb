/**
 * What runs inside the page. Text, not functions: the bench is checked without the types of a browser, and the page
 * has no module of ours.
 */

/** Resolves once the page says so, looking at each frame; the page's CSP allows no `waitForFunction` with text. */
export function until(condition: string, within = 60_000): string {
  return `new Promise((resolve, reject) => {
    const look = () => {
      if (${condition}) resolve(true);
      else if (performance.now() > ends) reject(new Error("not within ${within} ms: " + ${JSON.stringify(condition)}));
      else requestAnimationFrame(look);
    };
    const ends = performance.now() + ${within};
    look();
  })`;
}

/**
 * For `addInitScript`: `window.shown` becomes the milliseconds from the start of the navigation until what is asked for
 * was painted, which is known when the frame after it begins.
 */
export function watchFor(condition: string): string {
  return `window.shown = ${until(condition)}
    .then(() => new Promise(requestAnimationFrame))
    .then(() => new Promise(requestAnimationFrame))
    .then(() => performance.now());`;
}

/**
 * Moves one wheel event a frame, as a trackpad sends them, and resolves to the durations of the frames: pans with the whole
 * flow in view, then in a wide eight at full size, then zooms out and in where names can be read.
 */
export const moveCanvas = `(async () => {
  const pane = document.querySelector(".react-flow__pane");
  const viewport = document.querySelector(".react-flow__viewport");
  const { left, top, width, height } = pane.getBoundingClientRect();
  const middle = { clientX: left + width / 2, clientY: top + height / 2, bubbles: true, cancelable: true };
  const frame = () => new Promise(requestAnimationFrame);
  const wheel = (move) => pane.dispatchEvent(new WheelEvent("wheel", { ...middle, ...move }));
  const scale = () => new DOMMatrix(viewport.style.transform).a;
  const durations = async (frames, move) => {
    const found = [];
    let last = await frame();
    for (let at = 0; at < frames; at += 1) {
      wheel(move(at));
      const now = await frame();
      found.push(now - last);
      last = now;
    }
    return found;
  };
  const away = await durations(120, (at) => ({ deltaX: at % 60 < 30 ? 16 : -16, deltaY: at % 60 < 30 ? 6 : -6 }));
  for (let tries = 0; scale() < 0.99 && tries < 200; tries += 1) {
    wheel({ ctrlKey: true, deltaY: -20 });
    await frame();
  }
  const began = scale();
  // The canvas goes half as far as the wheel: an eight, 2,300 pixels wide and 570 high, that never leaves 100 cards.
  const reached = [];
  const pan = await durations(240, (at) => {
    reached.push(new DOMMatrix(viewport.style.transform).e);
    const angle = (at * Math.PI) / 120;
    return { deltaX: 60 * Math.cos(angle), deltaY: 30 * Math.cos(2 * angle) };
  });
  const travelled = Math.max(...reached) - Math.min(...reached);
  const zoom = await durations(240, (at) => ({ ctrlKey: true, deltaY: at % 80 < 40 ? 9 : -9 }));
  return { away, pan, zoom, travelled, began, ended: scale() };
})()`;

/**
 * Fills `window.seen` with what each card of the canvas said and when it was on screen, on the clock that the
 * database uses as well: `[step, state, Date.now()]`.
 */
export const watchSteps = `(() => {
  window.seen = [];
  new MutationObserver((records) => {
    const seen = records.map(({ target }) => [target.closest("[id^=step-]")?.id.slice(5), target.dataset.state]);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      const now = Date.now();
      for (const [step, state] of seen) if (step) window.seen.push([step, state, now]);
    }));
  }).observe(document.body, { subtree: true, attributeFilter: ["data-state"] });
})()`;

/** The same for how many of a run's many steps have succeeded: `[count, Date.now()]`. */
export const watchCount = `(() => {
  window.seen = [];
  new MutationObserver((records) => {
    const found = records.flatMap(({ target }) => /(\\d+) succeeded/.exec(target.getAttribute("aria-label"))?.[1] ?? []);
    requestAnimationFrame(() => requestAnimationFrame(() => {
      for (const count of found) window.seen.push([Number(count), Date.now()]);
    }));
  }).observe(document.querySelector("section[aria-label*='×']"), { subtree: true, attributeFilter: ["aria-label"] });
})()`;

/** Of a long run: pages of its steps are still on their way. */
export const isReading = `[...document.querySelectorAll("[role=status]")].some((one) => /more to come/.test(one.textContent))`;

/** Steps without a place are arranged in a worker first, then the whole flow is brought into view. */
export const isArranged = `(() => {
  const places = [...document.querySelectorAll(".react-flow__node")].map(({ style }) => style.transform);
  const view = document.querySelector(".react-flow__viewport")?.style.transform;
  window.still = window.last === view ? (window.still ?? 0) + 1 : 0;
  window.last = view;
  return new Set(places).size > 1 && window.still > 30;
})()`;
