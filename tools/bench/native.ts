/** The same programs compiled for this machine, run without any other. */
import { spawnSync } from "node:child_process";
import { LineReader, parseMarker } from "./markers.ts";
import { GuestFailed, type TestRun } from "./session.ts";

/** @param program path @throws GuestFailed */
export function runNative(program: string, test: string, scale: number): TestRun {
  const name = test.slice(test.indexOf("/") + 1);
  const { status, stdout, stderr } = spawnSync(program, ["--scale", String(scale), name], { encoding: "utf8" });
  const end = new LineReader()
    .take(stdout)
    .map(parseMarker)
    .find((marker) => marker?.kind === "end");
  if (status !== 0 || end?.kind !== "end") throw new GuestFailed(`${test}, native: status ${status}; ${stderr}`);
  const seconds = end.cpuNs / 1e9;
  return { test, checksum: end.checksum, cpu: { vcpu: seconds, all: seconds }, guestSeconds: end.wallNs / 1e9 };
}
