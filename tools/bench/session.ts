/** A guest under measurement: a process whose serial port the harness reads and types into. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { programOf } from "./compilers.ts";
import {
  type CpuReading,
  findVcpu,
  type ResidentMemory,
  readCpu,
  residentMemory,
  threadCpu,
  type VcpuPlace,
} from "./hostCpu.ts";
import type { Command } from "./machines.ts";
import { ECHO_DONE, LineReader, parseMarker } from "./markers.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const PROMPT = "/ # ";
/** Kept for error messages. */
const TAIL = 600;

/** The guest ended, hung or printed nonsense; the message has its last words. */
export class GuestFailed extends Error {
  override readonly name = "GuestFailed";
}

export interface TestRun {
  /** "group/name". */
  readonly test: string;
  readonly checksum: string;
  /** Host CPU seconds between the test's two lines. */
  readonly cpu: CpuReading;
  /** Seconds by the guest's clock. */
  readonly guestSeconds: number;
}

export interface Boot {
  /** Seconds from the start of the process to the shell. */
  readonly wall: number;
  readonly cpu: CpuReading;
}

export class GuestSession {
  private readonly lines = new LineReader();
  private readonly stderr: string[] = [];
  private tail = "";
  private ended: number | null | undefined;
  private place: VcpuPlace | undefined;
  /** Called with each chunk's lines, and when the guest has ended. */
  private listener: (lines: readonly string[]) => void = () => {};
  private readonly started = performance.now();

  private constructor(private readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.on("data", (bytes: Buffer) => this.take(bytes.toString("latin1")));
    child.stderr.on("data", (bytes: Buffer) => this.stderr.push(bytes.toString("utf8")));
    child.stdin.on("error", () => {});
    child.on("error", () => this.end(null));
    child.on("close", (code) => this.end(code));
  }

  static start({ file, args }: Command): GuestSession {
    return new GuestSession(spawn(file, args, { cwd: ROOT, stdio: ["pipe", "pipe", "pipe"] }));
  }

  /** Waits for the shell. @param timeout seconds @throws GuestFailed */
  async boot(timeout: number): Promise<Boot> {
    await this.watch(timeout, "its prompt", () => (this.lines.unfinished.includes(PROMPT) ? true : undefined));
    return { wall: (performance.now() - this.started) / 1000, cpu: this.cpu() };
  }

  /** The tests that a benchmark program has. @throws GuestFailed */
  async list(program: string): Promise<string[]> {
    const lines = await this.command(`${program} --list`, 60);
    return lines.filter((line) => /^[a-z0-9-]+\/[a-z0-9-]+$/.test(line));
  }

  /** Runs one test. @param options for the program, with `--wait` @throws GuestFailed */
  async run(test: string, options: string, timeout: number): Promise<TestRun> {
    const name = test.slice(test.indexOf("/") + 1);
    let before: CpuReading | undefined;
    let result: TestRun | undefined;
    await this.command(`${programOf(test)} ${options} ${name}`, timeout, (line) => {
      const marker = parseMarker(line);
      if (marker?.kind !== "begin" && marker?.kind !== "end") return;
      const { vcpu, all } = this.cpu();
      // The program waits for this line, so that nothing runs while the clocks are read.
      this.child.stdin.write("\n");
      if (marker.kind === "begin") before = { vcpu, all };
      if (marker.kind === "begin" || before === undefined) return;
      const cpu = { vcpu: vcpu - before.vcpu, all: all - before.all };
      result = { test: marker.test, checksum: marker.checksum, cpu, guestSeconds: marker.wallNs / 1e9 };
    });
    if (result?.test !== test) throw this.failure(`did not finish ${test}`);
    return result;
  }

  /** Runs a command. @returns what it printed, seconds by the host's clock, and of CPU of the thread that used most @throws GuestFailed */
  async time(command: string, timeout: number): Promise<{ lines: string[]; wall: number; busiest: number }> {
    const before = threadCpu(this.pid);
    const start = performance.now();
    const lines = await this.command(command, timeout);
    const wall = (performance.now() - start) / 1000;
    const used = [...threadCpu(this.pid)].map(([thread, seconds]) => seconds - (before.get(thread) ?? 0));
    return { lines, wall, busiest: Math.max(...used) };
  }

  memory(): ResidentMemory {
    return residentMemory(this.pid);
  }

  /** Powers the guest off. @returns what `--stats` said, if it did */
  async powerOff(): Promise<Record<string, unknown> | undefined> {
    this.child.stdin.write("poweroff -f\n");
    await this.watch(60, "the end", () => undefined).catch((error) => {
      if (this.ended === undefined) throw error;
    });
    const last = this.stderr.join("").trim().split("\n").at(-1) ?? "";
    return last.startsWith("{") ? JSON.parse(last) : undefined;
  }

  /** Ends the process, whatever it does. */
  kill(): void {
    this.child.kill("SIGKILL");
  }

  private get pid(): number {
    return this.child.pid ?? 0;
  }

  private cpu(): CpuReading {
    this.place ??= findVcpu(this.pid);
    return readCpu(this.place);
  }

  /** Types a command and waits until the shell is done with it. @returns the lines between */
  private async command(command: string, timeout: number, see: (line: string) => void = () => {}): Promise<string[]> {
    const seen: string[] = [];
    this.child.stdin.write(`${command}; ${ECHO_DONE}\n`);
    const status = await this.watch(timeout, `the end of: ${command}`, (lines) => {
      for (const line of lines) {
        see(line);
        seen.push(line);
      }
      const done = lines.map(parseMarker).find((marker) => marker?.kind === "done");
      return done?.kind === "done" ? done.status : undefined;
    });
    if (status !== 0) throw this.failure(`answered with status ${status} to: ${command}`);
    return seen;
  }

  /** Shows `look` the lines as they come, until it has a result. */
  private watch<Result>(
    timeout: number,
    what: string,
    look: (lines: readonly string[]) => Result | undefined,
  ): Promise<Result> {
    return new Promise((resolve, reject) => {
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.listener = () => {};
        act();
      };
      const timer = setTimeout(() => {
        settle(() => reject(this.failure(`did not come to ${what} in ${timeout} s`)));
      }, timeout * 1000);
      this.listener = (lines) => {
        const result = look(lines);
        if (result !== undefined) settle(() => resolve(result));
        else if (this.ended !== undefined) settle(() => reject(this.failure(`ended (${this.ended}) before ${what}`)));
      };
      this.listener([]);
    });
  }

  private take(text: string): void {
    this.tail = (this.tail + text).slice(-TAIL);
    this.listener(this.lines.take(text));
  }

  private end(code: number | null): void {
    this.ended = code;
    this.listener([]);
  }

  private failure(what: string): GuestFailed {
    const errors = this.stderr.join("").slice(-TAIL);
    return new GuestFailed(`${this.child.spawnargs[0]} ${what}; its last words:\n${this.tail}\n${errors}`);
  }
}
