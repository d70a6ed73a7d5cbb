/**
 * Counters, gauges and histograms in the text format of Prometheus. A hundred lines: a client library would bring
 * default metrics, registries and push gateways that nobody asked for.
 */
export type Labels = Readonly<Record<string, string>>;

type Sample = { readonly labels: Labels; value: number };

export class Counter {
  readonly #samples = new Map<string, Sample>();

  add(labels: Labels = {}, by = 1): void {
    const key = JSON.stringify(labels);
    const sample = this.#samples.get(key);
    if (sample) sample.value += by;
    else this.#samples.set(key, { labels, value: by });
  }

  lines(name: string): readonly string[] {
    return [...this.#samples.values()].map(({ labels, value }) => line(name, labels, value));
  }
}

export class Histogram {
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, { readonly labels: Labels; readonly counts: number[]; sum: number }>();

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
  }

  observe(value: number, labels: Labels = {}): void {
    const key = JSON.stringify(labels);
    let series = this.#series.get(key);
    if (!series) {
      series = { labels, counts: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 };
      this.#series.set(key, series);
    }
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    const index = bucket === -1 ? this.#bounds.length : bucket;
    series.counts[index] = (series.counts[index] ?? 0) + 1;
    series.sum += value;
  }

  lines(name: string): readonly string[] {
    return [...this.#series.values()].flatMap(({ labels, counts, sum }) => {
      let total = 0;
      const buckets = counts.map((count, index) => {
        total += count;
        return line(`${name}_bucket`, { ...labels, le: String(this.#bounds[index] ?? "+Inf") }, total);
      });
      return [...buckets, line(`${name}_sum`, labels, sum), line(`${name}_count`, labels, total)];
    });
  }
}

export type Metric = {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly lines: readonly string[];
};

export function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escape(text)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}

export function page(metrics: readonly Metric[]): string {
  const blocks = metrics
    .filter(({ lines }) => lines.length > 0)
    .map(({ name, help, type, lines }) =>
      [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines].join("\n"),
    );
  return `${blocks.join("\n")}\n`;
}

function escape(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === "\n" ? "\\n" : `\\${char}`));
}
