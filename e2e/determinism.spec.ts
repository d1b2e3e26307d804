import { expect, test } from "@playwright/test";
import type { Checkpoint, createVm } from "../lib-ts/index.ts";
import { runVm, temporaryFile } from "./headless/vmCommand.ts";
import { WITHOUT_DEBIAN } from "./pages/debianGuest.ts";
import { MachinePage } from "./pages/machinePage.ts";

/** A guest, and instruction counts at which each line of the input is typed: after the shell's prompt has come. */
interface Subject {
  readonly id: string;
  readonly vcpus: number;
  readonly typedAt: readonly [number, number];
}

const SUBJECTS: readonly Subject[] = [
  { id: "debian-arm64-fast", vcpus: 1, typedAt: [280_000_000, 290_000_000] },
  { id: "debian-arm64-fast", vcpus: 4, typedAt: [270_000_000, 285_000_000] },
  { id: "debian-armhf-fast", vcpus: 4, typedAt: [205_000_000, 220_000_000] },
  { id: "debian-i386-fast", vcpus: 4, typedAt: [305_000_000, 320_000_000] },
];
const EVERY = 2_200_000;

for (const subject of SUBJECTS) {
  const { id, vcpus } = subject;
  test(`${id} on ${vcpus} vCPU(s) has the state hashes of a run in Node at 100 checkpoints`, async ({ page }) => {
    const machine = new MachinePage(page);
    await machine.open();
    test.skip(!(await machine.hasDebian(id)), WITHOUT_DEBIAN);

    const inNode = await nodeCheckpoints(subject);
    const inPage = await page.evaluate(runRecorded, { id, vcpus, input: inputOf(subject), checkpointEvery: EVERY });

    expect(inNode.length).toBeGreaterThanOrEqual(100);
    expect(inPage).toEqual(inNode);
  });
}

function inputOf({ typedAt }: Subject): { at: number; text: string }[] {
  return [
    { at: typedAt[0], text: "uname -a; cat /proc/cpuinfo /proc/interrupts\n" },
    { at: typedAt[1], text: "md5sum /bin/busybox; poweroff -f\n" },
  ];
}

async function nodeCheckpoints(subject: Subject): Promise<Checkpoint[]> {
  const log = temporaryFile("input.json", JSON.stringify(inputOf(subject)));
  const machine = [subject.id, "--smp", String(subject.vcpus)];
  const args = ["--clock", "deterministic", "--input-log", log, "--hash-every", String(EVERY)];
  const { code, stderr } = await runVm([...machine, ...args]);
  expect(code).toBe(0);
  return stderr
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

interface PageRun {
  readonly id: string;
  readonly vcpus: number;
  readonly input: { at: number; text: string }[];
  readonly checkpointEvery: number;
}

/** Runs in the page, by the library that the page puts there for experiments. */
async function runRecorded({ id, vcpus, ...recording }: PageRun): Promise<readonly Checkpoint[]> {
  const library = (globalThis as unknown as { sel4vm: { createVm: typeof createVm } }).sel4vm;
  const { guests } = await (await fetch("guests/cache/manifest.json")).json();
  const guest = guests.find((entry: { id: string }) => entry.id === id);
  const source = ({ file }: { file: string }) => ({ kind: "url", name: file, url: `guests/cache/${file}` }) as const;
  const vm = library.createVm({
    ...guest,
    vcpus,
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
