/** The benchmark's programs compute in our machine what they compute natively, with a small part of their work. */
import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { buildInitramfs, buildProgram } from "../../tools/bench/build.ts";
import { guestCompilers, isAvailable, nativeCompilers } from "../../tools/bench/compilers.ts";
import { LineReader, parseMarker } from "../../tools/bench/markers.ts";
import { availableGuests } from "../../tools/vm/machine.ts";
import { GuestSession } from "./guestSession.ts";

/** A two-thousandth of the work: each path runs, and the whole takes seconds. */
const OPTIONS = ["--scale", "2000"];

/** Checksums by test. */
function checksums(output: string): Record<string, string> {
  const markers = new LineReader().take(output).map(parseMarker);
  return Object.fromEntries(markers.flatMap((end) => (end?.kind === "end" ? [[end.test, end.checksum]] : [])));
}

/** A way to run a program on this machine, and the tests that want more. */
interface Runner {
  readonly command: readonly [string, ...string[]];
  readonly beyond: readonly string[];
}

/** The machine itself, or QEMU's user mode where its kernel takes no programs of 32 bits: nor those that they start, then. */
function runnerOf(program: string): Runner {
  const runners: Runner[] = [
    { command: [program], beyond: [] },
    { command: ["qemu-i386", program], beyond: ["system/exec"] },
  ];
  const works = ({ command: [first, ...rest] }: Runner) => spawnSync(first, [...rest, "--list"]).status === 0;
  return runners.find(works) ?? runners[0];
}

/** Each test alone: one whose tools this machine lacks (bzip2) is left out, with a line on what it wanted. */
function runNative(program: string): Record<string, string> {
  const { command, beyond } = runnerOf(program);
  const [first, ...rest] = command;
  const run = (...options: string[]) => spawnSync(first, [...rest, ...options], { encoding: "utf8" });
  const listed = run("--list").stdout?.trim().split("\n") ?? [];
  const tests = listed.filter((test) => !beyond.includes(test));
  const runs = tests.map((test) => {
    const { stdout, stderr } = run(...OPTIONS, test.split("/")[1]);
    if (stderr !== "") console.warn(`${test}, native: ${stderr.trim()}`);
    return checksums(stdout);
  });
  return Object.assign({}, ...runs);
}

/** What is not on this machine: the guest, a compiler. */
function missingFor(id: string, architecture: GuestEntry["architecture"]): string[] {
  const compilers = [...guestCompilers(architecture), ...nativeCompilers(architecture)];
  const tools = compilers.filter((compiler) => !isAvailable(compiler)).flatMap((compiler) => compiler.tools);
  const guest = availableGuests().some(({ entry }) => entry.id === id) ? [] : [`${id} (npm run guests)`];
  return [...new Set([...guest, ...tools.map(({ debian }) => debian)])];
}

const GUESTS = [
  { id: "debian-arm64-fast", architecture: "aarch64", missing: missingFor("debian-arm64-fast", "aarch64") },
  { id: "debian-armhf-fast", architecture: "aarch32", missing: missingFor("debian-armhf-fast", "aarch32") },
  { id: "debian-i386-fast", architecture: "ia32", missing: missingFor("debian-i386-fast", "ia32") },
] as const;

for (const { id, missing } of GUESTS) {
  if (missing.length > 0) console.warn(`benchmark programs on ${id}: skipped; missing: ${missing.join(", ")}`);
}

describe.each(GUESTS)("the benchmark's programs on $id", ({ id, architecture, missing }) => {
  const programs = guestCompilers(architecture).map(({ program }) => program);
  let initramfs = "";
  let native: Record<string, string> = {};

  beforeAll(() => {
    const guest = availableGuests().find(({ entry }) => entry.id === id)?.entry;
    if (!guest || missing.length > 0) return;
    initramfs = buildInitramfs(guest);
    native = Object.assign({}, ...nativeCompilers(architecture).map((compiler) => runNative(buildProgram(compiler))));
  });

  it.skipIf(missing.length > 0).each(["interp", "auto"])(
    "compute the same under --tier %s as natively",
    async (tier) => {
      const session = GuestSession.start([id, "--initrd", initramfs, "--tier", tier]);
      await session.prompt();
      const output = await session.shell(programs.map((program) => `${program} ${OPTIONS.join(" ")}`).join("; "));
      expect(Object.keys(native).length).toBeGreaterThan(40);
      expect(checksums(output)).toMatchObject(native);
    },
  );
});
