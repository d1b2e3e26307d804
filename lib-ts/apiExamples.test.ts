/** Runs the code of docs/api.md as it stands there. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { InProcessWorker } from "./testing/inProcessWorker.ts";

const ROOT = new URL("..", import.meta.url);
const PAGE = "http://page.test/";

/** Writes the block that is marked with `label` to a file and runs it as a module. */
async function runExample(label: string): Promise<void> {
  const text = readFileSync(new URL("docs/api.md", ROOT), "utf8");
  const code = new RegExp(`\`\`\`ts ${label}\n(.*?)\n\`\`\``, "s").exec(text)?.[1] ?? "throw new Error('not there')";
  const folder = new URL("build/api-examples/", ROOT);
  mkdirSync(folder, { recursive: true });
  const file = fileURLToPath(new URL(`${label}.ts`, folder));
  writeFileSync(file, code.replaceAll('"./lib-ts/', '"../../lib-ts/'));
  await import(/* @vite-ignore */ file);
}

/** As much of a page as the example touches. */
function stubPage() {
  const [pre, h1] = ["", ""].map((text) => ({
    text,
    append(more: string) {
      this.text += more;
    },
    replaceChildren(all: string) {
      this.text = all;
    },
  }));
  const workers: InProcessWorker[] = [];
  vi.stubGlobal("document", { baseURI: PAGE, querySelector: (name: string) => (name === "pre" ? pre : h1) });
  vi.stubGlobal("fetch", async (url: string) => {
    const { pathname } = new URL(url, PAGE);
    return new Response(readFileSync(new URL(`public${pathname}`, ROOT)));
  });
  vi.stubGlobal("Worker", function worker() {
    workers.push(new InProcessWorker());
    return workers.at(-1);
  });
  return { pre, h1, workers };
}

afterEach(() => vi.unstubAllGlobals());

describe("the examples of docs/api.md", () => {
  it("boot a guest in a page and show what it prints", async () => {
    const { pre, h1, workers } = stubPage();

    await runExample("page");

    await vi.waitFor(() => expect(h1.text).toBe("powered off"), { timeout: 60_000 });
    expect(pre.text).toContain("It answers: 42.");
    workers[0].terminate();
  });

  it("build and run a VM by hand", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});

    await runExample("node");

    expect(log.mock.calls.flat()).toEqual(["the guest wrote A to 0x9000000", "powered-off"]);
  });
});
