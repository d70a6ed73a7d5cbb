import bundled from "@sparticuz/chromium";
import { buildWebApp } from "#worker/dev/web-app.ts";

/** What all files use is made once, before several of them find it missing at the same time: the site, and the browser. */
export default async function setup(): Promise<void> {
  await Promise.all([buildWebApp(console.log), process.env["CHROMIUM_PATH"] ?? bundled.executablePath()]);
}
