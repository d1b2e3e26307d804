/** One boot through the command line. */
import { spawn } from "node:child_process";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { VM_ARGUMENTS } from "../vm/command.ts";
import { type Boot, LONGEST_SECONDS, problemOf, SCRIPT, stopwatch } from "./boot.ts";

export function bootHeadless({ id, ready }: GuestEntry, vcpus: number, tier: ExecutionTier): Promise<Boot> {
  const elapsed = stopwatch();
  const child = spawn(process.execPath, [...VM_ARGUMENTS, id, "--smp", String(vcpus), "--tier", tier, "--stats"], {
    stdio: "pipe",
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), LONGEST_SECONDS * 1000);
  let output = "";
  let errors = "";
  let shellSeconds: number | undefined;
  child.stdin.on("error", () => {});
  child.stderr.on("data", (bytes: Buffer) => {
    errors += bytes.toString("utf8");
  });
  child.stdout.on("data", (bytes: Buffer) => {
    output += bytes.toString("latin1");
    if (shellSeconds !== undefined || !output.includes(ready ?? "")) return;
    shellSeconds = elapsed();
    child.stdin.write(`${SCRIPT}\n`);
  });
  return new Promise((resolve) => {
    child.on("close", (code, signal) => {
      clearTimeout(timer);
      const problem = problemOf(code === 0 ? undefined : `exit code ${code ?? signal}`, output, vcpus);
      resolve({ problem, shellSeconds, seconds: elapsed(), ...figures(errors), output: `${output}\n${errors}` });
    });
  });
}

/** From the line that --stats prints. */
function figures(errors: string): Pick<Boot, "cpuSeconds" | "instructions"> {
  const line = errors.trim().split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) return {};
  const { instructions, seconds } = JSON.parse(line);
  return { instructions, cpuSeconds: seconds.processCpu };
}
