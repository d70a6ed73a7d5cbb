import { vi } from "vitest";

/** What a canvas asks of a browser and jsdom does not have. */
export function stubBrowser(): void {
  const Observer = class {
    observe() {}
    unobserve() {}
    disconnect() {}
  };
  vi.stubGlobal("ResizeObserver", Observer);
  vi.stubGlobal("matchMedia", () => ({ matches: true }));
  const clipboard = { writeText: async () => {}, readText: async () => "" };
  Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
  vi.stubGlobal(
    "DOMMatrixReadOnly",
    class {
      m22 = 1;
    },
  );
}
