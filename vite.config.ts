import { createReadStream, existsSync, statSync } from "node:fs";
import { join, normalize, sep } from "node:path";
import react from "@vitejs/plugin-react";
import { type Connect, defineConfig, type Plugin } from "vite";
import { guestCacheFolder } from "./tools/guests/cache.ts";

const GUEST_PREFIX = "/guests/cache/";

/** Serves the real guests that `npm run guests` prepared: they live outside the checkout and are never bundled. */
function fetchedGuests(): Plugin {
  const serve: Connect.NextHandleFunction = (request, response, next) => {
    const path = decodeURIComponent((request.url ?? "").split("?")[0]);
    if (!path.startsWith(GUEST_PREFIX)) return next();
    const file = normalize(join(guestCacheFolder(), path.slice(GUEST_PREFIX.length)));
    if (!file.startsWith(guestCacheFolder() + sep) || !existsSync(file) || !statSync(file).isFile()) {
      response.statusCode = 404;
      response.end("no such guest: run `npm run guests`\n");
      return;
    }
    response.setHeader("Content-Length", statSync(file).size);
    response.setHeader("Content-Type", file.endsWith(".json") ? "application/json" : "application/octet-stream");
    response.setHeader("Cache-Control", "no-cache");
    createReadStream(file).pipe(response);
  };
  return {
    name: "fetched-guests",
    configureServer: ({ middlewares }) => void middlewares.use(serve),
    configurePreviewServer: ({ middlewares }) => void middlewares.use(serve),
  };
}

/** With these a page is cross-origin isolated: vCPUs can have threads of their own. All else works without. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  root: "web",
  publicDir: "../public",
  base: "./",
  plugins: [react(), fetchedGuests()],
  worker: { format: "es" },
  build: { outDir: "../dist", emptyOutDir: true, assetsInlineLimit: 0, sourcemap: true },
  server: { host: "127.0.0.1", fs: { allow: [".."] }, headers },
  preview: { host: "127.0.0.1", port: 4173, strictPort: false, headers },
});
