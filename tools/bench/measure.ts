/** Host CPU that a process has used when it prints a marker. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Measurement {
  /** Seconds of CPU, all threads. */
  readonly cpu: number;
  /** Seconds of CPU of the main thread: the vCPU's, in both machines. */
  readonly vcpuThread: number;
  /** Seconds from the start of the process. */
  readonly wall: number;
  /** Resident memory in MB. */
  readonly residentMB: number;
}

/** Linux counts CPU in ticks of 1/100 s for user space, whatever the kernel's own rate. */
const TICKS_PER_SECOND = 100;

export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  /** Typed when each text has been printed, in order. */
  readonly script?: readonly { readonly after: string; readonly type: string }[];
}

/**
 * Runs `command` until it prints `marker`, then ends it.
 * @throws Error when it exits or `timeout` seconds pass before that
 */
export function measureUntil(command: Command, marker: string, timeout: number): Promise<Measurement> {
  const start = performance.now();
  const child = spawn(command.file, command.args, { stdio: ["pipe", "pipe", "pipe"] });
  return new Promise((resolve, reject) => {
    let output = "";
    let from = 0;
    const script = [...(command.script ?? [])];
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`${command.file}: ${why}; the last output was:\n${output.slice(-400)}`));
    };
    const timer = setTimeout(() => fail(`no '${marker}' in ${timeout} s`), timeout * 1000);
    child.stdout.on("data", (bytes: Buffer) => {
      output += bytes.toString("latin1");
      while (script.length > 0 && output.indexOf(script[0].after, from) >= 0) {
        from = output.indexOf(script[0].after, from) + script[0].after.length;
        child.stdin.write(script[0].type);
        script.shift();
      }
      if (script.length > 0 || output.indexOf(marker, from) < 0) return;
      const result = { ...usage(child.pid ?? 0), wall: (performance.now() - start) / 1000 };
      clearTimeout(timer);
      child.removeAllListeners("exit");
      child.on("exit", () => resolve(result));
      child.kill("SIGKILL");
    });
    child.on("error", (error) => fail(error.message));
    child.on("exit", (code) => {
      clearTimeout(timer);
      fail(`exited with ${code}`);
    });
  });
}

function usage(pid: number): Omit<Measurement, "wall"> {
  const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return {
    cpu: cpuSeconds(`/proc/${pid}/stat`),
    vcpuThread: cpuSeconds(`/proc/${pid}/task/${pid}/stat`),
    residentMB: Number(resident?.[1] ?? 0) / 1024,
  };
}

/** utime and stime are the 14th and 15th fields; the second one may hold blanks and ends with a parenthesis. */
export function cpuSeconds(path: string): number {
  const text = readFileSync(path, "utf8");
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}
