/** The back end that runs tests under QEMU's user mode. */
import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Batch, BatchResult, Oracle } from "./batch.ts";
import * as layout from "./layout.ts";

/** QEMU's program and CPU for an instruction set, and the harness that runs under it. */
export interface ReferenceMachine {
  readonly command: string;
  readonly cpu: string;
  /** Assembly source of the harness, and the prefix of its binutils. */
  readonly source: string;
  readonly binutils: string;
  /** Address that the harness is linked to, far from what tests use. */
  readonly origin: number;
}

export const A64_REFERENCE: ReferenceMachine = {
  command: "qemu-aarch64",
  cpu: "cortex-a53",
  source: fileURLToPath(new URL("./a64Harness.S", import.meta.url)),
  binutils: "aarch64-linux-gnu-",
  origin: 0x51_2300_0000,
};

const layoutSource = fileURLToPath(new URL("./layout.ts", import.meta.url));
const build = fileURLToPath(new URL("../../build/", import.meta.url));
let instances = 0;

/** The tools that are missing for this back end. */
export function missingTools({ command, binutils }: ReferenceMachine = A64_REFERENCE): string[] {
  const folders = (process.env["PATH"] ?? "").split(":");
  return [command, `${binutils}as`, `${binutils}ld`].filter(
    (tool) => !folders.some((folder) => existsSync(join(folder, tool))),
  );
}

/** Assembles the harness into build/, unless it is newer than its sources. @returns its path */
function buildHarness({ source, binutils, origin }: ReferenceMachine): string {
  const program = join(build, basename(source, ".S"));
  const newest = Math.max(statSync(source).mtimeMs, statSync(layoutSource).mtimeMs);
  if (existsSync(program) && statSync(program).mtimeMs > newest) return program;
  mkdirSync(build, { recursive: true });
  const object = `${program}.${process.pid}.o`;
  const linked = `${program}.${process.pid}`;
  const symbols = Object.entries(layout)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .flatMap(([name, value]) => ["--defsym", `${name}=${value}`]);
  execFileSync(`${binutils}as`, [...symbols, "-o", object, source]);
  execFileSync(`${binutils}ld`, [`-Ttext=0x${origin.toString(16)}`, "-e", "_start", "-o", linked, object]);
  rmSync(object);
  execFileSync("mv", [linked, program]);
  return program;
}

export class QemuOracle implements Oracle {
  readonly name: string;
  private readonly program: string;
  private readonly path = join(tmpdir(), `conformance.${process.pid}.${++instances}`);
  private readonly file: number;

  constructor(private readonly machine: ReferenceMachine = A64_REFERENCE) {
    this.name = machine.command;
    this.program = buildHarness(machine);
    this.file = openSync(this.path, "w+");
    ftruncateSync(this.file, layout.FILE_SIZE);
  }

  /** @throws Error when the harness or QEMU fails */
  async run(batch: Batch): Promise<BatchResult> {
    const used = batch.inputOffset(batch.count);
    // Of the last run, nothing stays.
    ftruncateSync(this.file, layout.RESULT_OFFSET);
    ftruncateSync(this.file, layout.FILE_SIZE);
    writeSync(this.file, batch.bytes, 0, used, 0);
    const failure = await this.execute();
    if (failure !== undefined) throw new Error(`${this.name} ended with ${failure} ${this.place(batch)}`);
    const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
    readSync(this.file, records, 0, records.length, layout.RESULT_OFFSET);
    const windows = new Uint8Array(batch.memoryTests * layout.WINDOW_SIZE);
    if (windows.length > 0) readSync(this.file, windows, 0, windows.length, layout.WINDOWS_OFFSET);
    return { records, windows };
  }

  /** The test that was to end next. */
  private place(batch: Batch): string {
    const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
    readSync(this.file, records, 0, records.length, layout.RESULT_OFFSET);
    const test = batch.words.findIndex((_, index) => records[index * layout.RECORD_SIZE + layout.RECORD_SIGNAL] === 0);
    const words = (batch.words[test] ?? []).map((word) => word.toString(16).padStart(8, "0"));
    return `in test ${test}: ${words.join(" ")}`;
  }

  /** @returns what QEMU ended with, when it is no success */
  private execute(): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      const { command, cpu } = this.machine;
      const child = spawn(command, ["-cpu", cpu, this.program, this.path], { stdio: "ignore" });
      child.on("error", reject);
      child.on("exit", (code, signal) => resolve(code === 0 ? undefined : (signal ?? `status ${code}`)));
    });
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }
}
