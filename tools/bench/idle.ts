/**
 * `npm run bench:idle`: host CPU of an idle guest with the real clock. Boots debian-arm64-fast to its shell, lets it come
 * to rest, and measures the process. Exit code 1 above the limit.
 *
 *   npm run bench:idle -- [--seconds N] [--guest ID]
 */
import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { GuestArchitecture } from "../../lib-ts/machines/guests.ts";
import { VM_ARGUMENTS } from "../vm/command.ts";
import { availableGuests } from "../vm/machine.ts";
import { cpuSeconds } from "./hostCpu.ts";

/** The goals: less than this part of a core. */
const LIMIT_PERCENT: Readonly<Record<GuestArchitecture, number>> = { aarch64: 3, aarch32: 3, ia32: 5 };
/** Late work of the kernel's start, and of the compilers in the host. */
const REST_SECONDS = 5;
const PROMPT = "/ # ";

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "20" }, guest: { type: "string", default: "debian-arm64-fast" } },
});
const architecture = availableGuests().find(({ entry }) => entry.id === values.guest)?.entry.architecture ?? "aarch64";
const limit = LIMIT_PERCENT[architecture];
const child = spawn(process.execPath, [...VM_ARGUMENTS, values.guest], { stdio: ["pipe", "pipe", "inherit"] });
const stat = `/proc/${child.pid}/stat`;

await new Promise<void>((resolve, reject) => {
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => {
    output = (output + bytes.toString("latin1")).slice(-100);
    if (output.includes(PROMPT)) resolve();
  });
  child.on("exit", (code) => reject(new Error(`the guest ended with ${code} before its prompt`)));
});
await sleep(REST_SECONDS * 1000);
const cpu = cpuSeconds(stat);
const start = performance.now();
await sleep(Number(values.seconds) * 1000);
const wall = (performance.now() - start) / 1000;
const percent = ((cpuSeconds(stat) - cpu) / wall) * 100;
child.removeAllListeners("exit");
child.kill("SIGKILL");

console.log(JSON.stringify({ guest: values.guest, seconds: wall, percentOfACore: percent, limit }));
process.exitCode = percent < limit ? 0 : 1;
