import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { checkBudgets } from "./budgets.ts";

/** Where `npm run dev:web` finds the server. The app itself only ever speaks to its own origin. */
const server = process.env["REFLUX_SERVER"] ?? "http://127.0.0.1:7300";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), checkBudgets()],
  build: {
    outDir: "dist",
    // JSON.rawJSON and the source that JSON.parse tells: digits are kept by them.
    target: ["chrome123", "firefox135", "safari18.4"],
    cssMinify: "lightningcss",
    // One style sheet: together they compress to two thirds of what they are apart, and no screen waits for its own.
    cssCodeSplit: false,
    // Fonts stay files: the CSP has no data: in font-src.
    assetsInlineLimit: 0,
    // Small files that many screens share are one download, not five.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "numbers", test: /language\/(exact-number|arithmetic|json)\.ts$/, priority: 1 },
            {
              name: "signs",
              test: /lucide-react\/dist\/esm\/icons\/(archive|calendar-clock|funnel|play|scroll-text|search-x|send|timer)\.mjs$/,
            },
            {
              name: "flow",
              test: /language\/(flow\/(document|edges|path|diff|topology|catalogue|references|tokens|template|names|codes|read)|is-object|equal)\.ts$/,
            },
          ],
        },
      },
    },
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // budgets.ts is the judge of sizes.
    chunkSizeWarningLimit: 2_000,
  },
  // Expressions are read and evaluated in a module that waits for others.
  worker: { format: "es" },
  css: { modules: { localsConvention: "camelCaseOnly" } },
  server: {
    port: 7301,
    strictPort: true,
    proxy: {
      "/graphql": { target: server, ws: true, changeOrigin: true },
      "/healthz": server,
      "/hooks": server,
    },
  },
});
