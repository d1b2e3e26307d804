/** The benchmark's programs compute in our machine what they compute natively, with a small part of their work. */
import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, it } from "vitest";
import { buildInitramfs, buildProgram } from "../../tools/bench/build.ts";
import { guestCompilers, isAvailable, nativeCompilers } from "../../tools/bench/compilers.ts";
import { LineReader, parseMarker } from "../../tools/bench/markers.ts";
import { availableGuests } from "../../tools/vm/machine.ts";
import { GuestSession } from "./guestSession.ts";

const GUEST = "debian-arm64-fast";
/** A two-thousandth of the work: each path runs, and the whole takes seconds. */
const OPTIONS = ["--scale", "2000"];

const guest = availableGuests().find(({ entry }) => entry.id === GUEST)?.entry;
const [hostCompiler] = nativeCompilers("aarch64");
const compilers = [...guestCompilers("aarch64"), hostCompiler].filter((compiler) => !isAvailable(compiler));
const missing = [
  ...(guest ? [] : [`${GUEST} (npm run guests)`]),
  ...compilers.flatMap(({ tools }) => tools.map(({ debian }) => debian)),
];
if (missing.length > 0) console.warn(`benchmark programs: tests are skipped; missing: ${missing.join(", ")}`);

/** Checksums by test. */
function checksums(output: string): Record<string, string> {
  const markers = new LineReader().take(output).map(parseMarker);
  return Object.fromEntries(markers.flatMap((end) => (end?.kind === "end" ? [[end.test, end.checksum]] : [])));
}

/** Each test alone: one whose tools this machine lacks (bzip2) is left out, with a line on what it wanted. */
function runNative(program: string): Record<string, string> {
  const tests = spawnSync(program, ["--list"], { encoding: "utf8" }).stdout.trim().split("\n");
  const runs = tests.map((test) => {
    const { stdout, stderr } = spawnSync(program, [...OPTIONS, test.split("/")[1]], { encoding: "utf8" });
    if (stderr !== "") console.warn(`${test}, native: ${stderr.trim()}`);
    return checksums(stdout);
  });
  return Object.assign({}, ...runs);
}

describe.skipIf(missing.length > 0)("the benchmark's programs", () => {
  let initramfs = "";
  let native: Record<string, string> = {};

  beforeAll(() => {
    if (!guest) return;
    initramfs = buildInitramfs(guest);
    native = runNative(buildProgram(hostCompiler));
  });

  it.each(["interp", "auto"])("compute the same under --tier %s as natively", async (tier) => {
    const session = GuestSession.start([GUEST, "--initrd", initramfs, "--tier", tier]);
    await session.prompt();
    const output = await session.shell(`bench ${OPTIONS.join(" ")}`);
    expect(Object.keys(native).length).toBeGreaterThan(40);
    expect(checksums(output)).toMatchObject(native);
  });
});
