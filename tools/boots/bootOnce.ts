/** One boot through the command line: to the shell, a question, and the power-off. */
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ExecutionTier } from "../../lib-ts/client/api.ts";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";

const MAIN = fileURLToPath(new URL("../vm/cli.mjs", import.meta.url));
/** A boot that takes longer hangs, also on a machine that is busy with others. */
const LONGEST_SECONDS = 900;
/** The echo of the command shows the sum, only the shell's output shows what it comes to. */
const SCRIPT = "echo alive-$(nproc)-$((40+2)); poweroff -f\n";

export interface Boot {
  /** What went wrong, if anything did. */
  readonly problem?: string;
  readonly shellSeconds?: number;
  readonly seconds: number;
  readonly cpuSeconds?: number;
  readonly instructions?: number;
}

export function bootOnce({ id, ready }: GuestEntry, vcpus: number, tier: ExecutionTier): Promise<Boot> {
  const start = performance.now();
  const elapsed = () => (performance.now() - start) / 1000;
  const child = spawn(process.execPath, [MAIN, id, "--smp", String(vcpus), "--tier", tier, "--stats"], {
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
    child.stdin.write(SCRIPT);
  });
  return new Promise((resolve) => {
    child.on("close", (code) => {
      clearTimeout(timer);
      const answered = output.includes(`alive-${vcpus}-42`);
      const problem = code === 0 && answered ? undefined : `exit code ${code}, ${answered ? "" : "no "}answer`;
      if (problem !== undefined) console.error(`${output.slice(-500)}\n${errors}`);
      resolve({ problem, shellSeconds, seconds: elapsed(), ...figures(errors) });
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
