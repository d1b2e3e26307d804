/**
 * A guest in the page, as `npm run vm` has it without one: serves the built page, opens it in headless Chromium, starts a
 * machine through the page's own library, and connects its serial port with stdin and stdout.
 *
 *   tsx tools/bench/page.ts GUEST INITRD TIER     (INITRD: path in the guest cache)
 */
import { relative } from "node:path";
import type { createVm, MachineSpec, VmHandle } from "../../lib-ts/index.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import { openBuiltPage } from "../setup/builtPage.ts";
import { availableGuests } from "../vm/machine.ts";

interface PageGlobals {
  readonly sel4vm: { readonly createVm: typeof createVm };
  /** The machine, once it is there. */
  guest?: VmHandle;
  /** Provided by this process. */
  readonly guestSays: (latin1: string) => Promise<void>;
  readonly guestEnded: (words: string) => Promise<void>;
}

function specOf(id: string, initrd: string, tier: string): MachineSpec {
  const guest = availableGuests().find(({ entry }) => entry.id === id)?.entry;
  if (!guest) throw new Error(`no guest ${id}`);
  const source = (file: string) => ({ kind: "url", name: file, url: `guests/cache/${file}` }) as const;
  return {
    name: id,
    architecture: guest.architecture,
    kernel: source(guest.kernel.file),
    initrd: source(relative(guestCacheFolder(), initrd)),
    bootArguments: guest.bootArguments,
    unpack: guest.unpack,
    memoryMiB: guest.memoryMiB,
    tier: tier as MachineSpec["tier"],
  };
}

/** Runs in the page. */
async function startGuest(spec: MachineSpec): Promise<void> {
  const page = globalThis as unknown as PageGlobals;
  const vm = page.sel4vm.createVm(spec);
  page.guest = vm;
  vm.console.onData((bytes, done) => {
    void page.guestSays(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).then(done);
  });
  vm.subscribe(() => {
    if (vm.status.state === "off" || vm.status.state === "failed") void page.guestEnded(vm.status.words);
  });
  await vm.start();
}

/** Runs in the page. */
function typeIntoGuest(text: string): void {
  (globalThis as unknown as PageGlobals).guest?.console.write(text);
}

const [id, initrd, tier] = process.argv.slice(2);
const built = await openBuiltPage();
const page = await built.browser.newPage({ baseURL: built.address });
const ended = new Promise<string>((resolve) => {
  void page.exposeFunction("guestEnded", resolve);
});
await page.exposeFunction("guestSays", (latin1: string) => void process.stdout.write(latin1, "latin1"));
await page.goto("");
await page.evaluate(startGuest, specOf(id, initrd, tier));
process.stdin.on("data", (typed: Buffer) => void page.evaluate(typeIntoGuest, typed.toString("utf8")));
console.error(`page: ${await ended}`);
await built.close();
process.exit(0);
