/** The back end that runs tests on the host's own processor, or under qemu-i386 (user mode) where it is not one. */
import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCommand } from "../../tools/setup/tools.ts";
import type { Batch, BatchResult, Oracle } from "./batch.ts";
import * as layout from "./layout.ts";
import { completeRecord } from "./qemuResults.ts";

const source = fileURLToPath(new URL("./i386Harness.S", import.meta.url));
const layoutSource = fileURLToPath(new URL("./layout.ts", import.meta.url));
const build = fileURLToPath(new URL("../../build/", import.meta.url));
const ASSEMBLERS = [["i686-linux-gnu-as"], ["as", "--32"]];
const LINKERS = [["i686-linux-gnu-ld"], ["ld", "-m", "elf_i386"]];
const EMULATOR = "qemu-i386";
/** A processor of the same generation as ours, without what came after SSE2. */
const EMULATED_CPU = "pentium3,+sse2,+clflush";
let instances = 0;

const present = (commands: readonly string[][]) => commands.find(([name]) => findCommand([name]) !== undefined);

/** What results are expected from: the host's processor, or QEMU's user mode. */
export type Ia32Reference = "host" | "qemu";

/** How the harness is started. */
interface Runner {
  readonly kind: Ia32Reference;
  readonly command: readonly string[];
}
let wanted: Ia32Reference | undefined;
let chosen: Runner | undefined;

/** Chooses the reference, for which the host's processor stands first otherwise. @throws Error where it does not run */
export function useReference(kind: string): void {
  if (kind !== "host" && kind !== "qemu") throw new Error(`--oracle ${kind}: host and qemu are the oracles of IA32`);
  [wanted, chosen] = [kind, undefined];
  if (!runner())
    throw new Error(
      `--oracle ${kind}: i386 programs do not run so here${kind === "qemu" ? ` (needs ${EMULATOR})` : ""}`,
    );
}

/** @returns undefined where i386 programs do not run */
function runner(): Runner | undefined {
  if (chosen) return chosen;
  const program = buildHarness();
  const empty = join(tmpdir(), `conformance32.${process.pid}.empty`);
  const file = openSync(empty, "w+");
  ftruncateSync(file, layout.FILE_SIZE);
  closeSync(file);
  const works = (command: readonly string[]) => spawnSync(command[0], [...command.slice(1), empty]).status === 0;
  const runners: Runner[] = [
    { kind: "host", command: [program] },
    { kind: "qemu", command: [EMULATOR, "-cpu", EMULATED_CPU, program] },
  ];
  chosen = runners.find(({ kind, command }) => (wanted ?? kind) === kind && works(command));
  rmSync(empty);
  return chosen;
}

/** The tools that are missing for this back end. */
export function missingTools(): string[] {
  const missing = [
    ...(present(ASSEMBLERS) ? [] : ["i686-linux-gnu-as"]),
    ...(present(LINKERS) ? [] : ["i686-linux-gnu-ld"]),
  ];
  if (missing.length > 0) return missing;
  return runner() ? [] : [EMULATOR];
}

/** Whether expected results come from QEMU. */
export function isQemu(): boolean {
  return runner()?.kind === "qemu";
}

/** Which processor the expected results come from. */
export function processorName(): string {
  if (runner()?.kind !== "host") return execFileSync(EMULATOR, ["--version"], { encoding: "utf8" }).split("\n")[0];
  const text = readFileSync("/proc/cpuinfo", "utf8");
  const value = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, "m").exec(text)?.[1] ?? "?";
  return `${value("model name")}, family ${value("cpu family")} model ${value("model")} stepping ${value("stepping")}`;
}

/**
 * Whether expected results come from a processor of Intel. Those of other makers differ where the core follows Intel's manual: in x87
 * pointers that FXSAVE leaves out, approximations, jumps with an operand-size prefix, the order of faults.
 */
export function isIntel(): boolean {
  return runner()?.kind === "host" && /^vendor_id\s*: GenuineIntel$/m.test(readFileSync("/proc/cpuinfo", "utf8"));
}

/** Makes the reference an Intel processor or else QEMU, for tests. @returns the tools that are missing for that */
export function preferIntel(): string[] {
  const missing = missingTools();
  if (missing.length > 0 || isIntel()) return missing;
  [wanted, chosen] = ["qemu", undefined];
  return runner() ? [] : [EMULATOR];
}

/** Assembles the harness into build/, unless it is newer than its sources. @returns its path */
function buildHarness(): string {
  const program = join(build, "i386Harness");
  const newest = Math.max(statSync(source).mtimeMs, statSync(layoutSource).mtimeMs);
  if (existsSync(program) && statSync(program).mtimeMs > newest) return program;
  mkdirSync(build, { recursive: true });
  const object = join(build, `i386Harness.${process.pid}.o`);
  const linked = join(build, `i386Harness.${process.pid}`);
  const symbols = Object.entries(layout)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .flatMap(([name, value]) => ["--defsym", `${name}=${value}`]);
  const run = (commands: readonly string[][], args: readonly string[]) => {
    const [command, ...first] = present(commands) ?? commands[0];
    execFileSync(command, [...first, ...args], { stdio: "pipe" });
  };
  run(ASSEMBLERS, [...symbols, "-o", object, source]);
  run(LINKERS, [`-Ttext-segment=0x${layout.HARNESS_ADDRESS.toString(16)}`, "-e", "_start", "-o", linked, object]);
  rmSync(object);
  renameSync(linked, program);
  return program;
}

export class HostOracle implements Oracle {
  readonly name = processorName();
  private readonly path = join(tmpdir(), `conformance32.${process.pid}.${++instances}`);
  private readonly file: number;

  constructor() {
    this.file = openSync(this.path, "w+");
    ftruncateSync(this.file, layout.FILE_SIZE);
  }

  /** A test that ends the harness itself has an empty result: signal 0. @throws Error when the harness cannot run */
  async run(batch: Batch, from = 0): Promise<BatchResult> {
    writeSync(this.file, batch.bytes, 0, batch.used, 0);
    writeSync(this.file, new Uint8Array(batch.count * layout.RECORD_SIZE), 0, undefined, layout.RESULT_OFFSET);
    const last = Buffer.alloc(4);
    for (let first = from; first < batch.count; ) {
      const status = await this.execute(first);
      if (status === 0) break;
      readSync(this.file, last, 0, 4, layout.HEADER_INDEX);
      if (status === 2) throw new Error("the i386 harness cannot set up its address space");
      first = last.readUInt32LE() + 1;
    }
    const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
    readSync(this.file, records, 0, records.length, layout.RESULT_OFFSET);
    normaliseSignals(new DataView(records.buffer), batch.count);
    const windows = new Uint8Array(batch.count * layout.WINDOW_SIZE);
    readSync(this.file, windows, 0, windows.length, layout.WINDOWS_OFFSET);
    return { records, windows };
  }

  /** Runs the tests from `first` on. @returns the exit status, -1 when a signal ended the harness */
  private execute(first: number): Promise<number> {
    writeSync(this.file, new Uint8Array(Uint32Array.of(first).buffer), 0, 4, layout.HEADER_FIRST);
    const [command, ...args] = runner()?.command ?? [EMULATOR];
    return new Promise((resolve, reject) => {
      const child = spawn(command, [...args, this.path], { stdio: "ignore" });
      child.on("error", reject);
      child.on("exit", (code) => resolve(code ?? -1));
    });
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }
}

/** The vector says what ended a test; of signals only that nothing did, or that the harness itself ended (0), says more. */
function normaliseSignals(view: DataView, count: number): void {
  for (let test = 0; test < count; test++) {
    const at = test * layout.RECORD_SIZE;
    const signal = view.getUint32(at + layout.RECORD_SIGNAL, true);
    if (isQemu()) completeRecord(view, at);
    if (signal !== 0 && signal !== layout.TIMEOUT_SIGNAL)
      view.setUint32(at + layout.RECORD_SIGNAL, layout.ENDED_SIGNAL, true);
    if (signal === layout.TIMEOUT_SIGNAL) view.setUint32(at + layout.RECORD_VECTOR, 0, true);
  }
}
