import { expect, type Page, test } from "@playwright/test";
import type { Checkpoint, createVm, MachineSpec } from "../lib-ts/index.ts";
import { runVm, temporaryFile } from "./headless/vmCommand.ts";
import { debianIsHere, WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

const EVERY = 3_000_000;
/** After the shell's prompt has come, at about 270 million instructions. */
const INPUT = [
  { at: 280_000_000, text: "uname -a; cat /proc/cpuinfo /proc/interrupts\n" },
  { at: 290_000_000, text: "md5sum /bin/busybox; poweroff -f\n" },
];

test("a run in the page has the state hashes of a run in Node at 100 checkpoints", async ({ page }) => {
  test.skip(!debianIsHere(), WITHOUT_DEBIAN);
  await new MachinePage(page).open();

  const inNode = await nodeCheckpoints();
  const inPage = await pageCheckpoints(page);

  expect(inNode.length).toBeGreaterThanOrEqual(100);
  expect(inPage).toEqual(inNode);
});

async function nodeCheckpoints(): Promise<Checkpoint[]> {
  const log = temporaryFile("input.json", JSON.stringify(INPUT));
  const args = ["--clock", "deterministic", "--input-log", log, "--hash-every", String(EVERY)];
  const { code, stderr } = await runVm(["debian-arm64-fast", ...args]);
  expect(code).toBe(0);
  return stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

function pageCheckpoints(page: Page): Promise<readonly Checkpoint[]> {
  return page.evaluate(runRecorded, { input: INPUT, checkpointEvery: EVERY });
}

/** Runs in the page, by the library that the page puts there for experiments. */
async function runRecorded(recording: NonNullable<MachineSpec["recording"]>): Promise<readonly Checkpoint[]> {
  const library = (globalThis as unknown as { sel4vm: { createVm: typeof createVm } }).sel4vm;
  const { guests } = await (await fetch("guests/cache/manifest.json")).json();
  const guest = guests.find(({ id }: { id: string }) => id === "debian-arm64-fast");
  const source = ({ file }: { file: string }) => ({ kind: "url", name: file, url: `guests/cache/${file}` }) as const;
  const vm = library.createVm({
    ...guest,
    kernel: source(guest.kernel),
    initrd: source(guest.initrd),
    clock: "deterministic",
    recording,
  });
  const ended = new Promise<void>((resolve, reject) => {
    vm.subscribe(() => {
      if (vm.status.state === "off") resolve();
      if (vm.status.state === "failed") reject(new Error(vm.status.words));
    });
  });
  await vm.start();
  await ended;
  return vm.checkpoints();
}
