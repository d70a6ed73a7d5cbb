/** WCAG contrast of oklch colours, for the test that guards tokens.css. */

/** Linear-light sRGB with alpha, channels 0 to 1. */
export type Color = readonly [r: number, g: number, b: number, alpha: number];

const OKLCH = /^oklch\(([\d.]+) ([\d.]+) ([\d.]+)(?: \/ ([\d.]+)%)?\)$/;

export function parseOklch(text: string): Color {
  const match = OKLCH.exec(text.trim());
  if (!match) throw new Error(`not an oklch colour: ${text}`);
  const [lightness, chroma, hue] = [Number(match[1]), Number(match[2]), (Number(match[3]) * Math.PI) / 180];
  const a = chroma * Math.cos(hue);
  const b = chroma * Math.sin(hue);

  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clamp(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    clamp(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    clamp(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
    match[4] === undefined ? 1 : Number(match[4]) / 100,
  ];
}

/** `top` painted over an opaque `bottom`. Browsers blend in gamma-encoded sRGB, so this does too. */
export function over(top: Color, bottom: Color): Color {
  const mix = (i: 0 | 1 | 2) => decode(encode(top[i]) * top[3] + encode(bottom[i]) * (1 - top[3]));
  return [mix(0), mix(1), mix(2), 1];
}

export function contrast(a: Color, b: Color): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const luminance = ([r, g, b]: Color) => 0.2126 * r + 0.7152 * g + 0.0722 * b;
const clamp = (x: number) => Math.min(1, Math.max(0, x));
const encode = (x: number) => (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055);
const decode = (x: number) => (x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4);
