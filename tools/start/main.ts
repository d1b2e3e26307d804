/**
 * `npm start`: everything from a fresh clone to a page in a browser. Builds the core and the page, fetches the real guests
 * where a Debian mirror can be reached, serves on loopback and prints the address.
 */
import { spawnSync } from "node:child_process";
import { preview } from "vite";

function run(command: string): boolean {
  return spawnSync(command, { shell: true, stdio: ["ignore", "inherit", "inherit"] }).status === 0;
}

if (!run("npm run -s build:core") || !run("npm run -s build")) process.exit(1);
if (!run("npm run -s guests")) {
  console.log("Debian guests left out (see above); the built-in guests work. Get them later with: npm run guests");
}
const server = await preview({ configFile: "vite.config.ts" });
console.log(
  `\nsel4vm-web is ready: ${server.resolvedUrls?.local[0] ?? "http://127.0.0.1:4173/"}\nStop it with Ctrl-C.`,
);
