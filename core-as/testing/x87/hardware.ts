/** The host's own x87 FPU, where it has one and a C compiler: executes records as X87Unit does. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { RECORD_SIZE } from "./unit.ts";

/** The processor whose answers count; others differ in what the manual leaves open. */
const VENDOR = "GenuineIntel";
const SOURCE = fileURLToPath(new URL("oracle.c", import.meta.url));

/** Whether records can be executed here. */
export function hasHardware(): boolean {
  if (process.arch !== "x64" || process.platform !== "linux") return false;
  if (!readFileSync("/proc/cpuinfo", "utf8").includes(VENDOR)) return false;
  return spawnSync("gcc", ["--version"]).status === 0;
}

/** Name of the processor, for records of its answers. */
export function processorName(): string {
  const info = readFileSync("/proc/cpuinfo", "utf8");
  const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, "m").exec(info)?.[1] ?? "?";
  return `${field("model name")}, family ${field("cpu family")}, model ${field("model")}`;
}

export class Hardware {
  private readonly folder = mkdtempSync(join(tmpdir(), "x87-"));
  private readonly program = join(this.folder, "oracle");

  constructor() {
    execFileSync("gcc", ["-O1", "-mno-red-zone", "-o", this.program, SOURCE]);
  }
  /** Executes copies of the records, in order. */
  run(records: readonly DataView[]): DataView[] {
    const input = Buffer.concat(records.map((record) => Buffer.from(record.buffer)));
    const output = execFileSync(this.program, { input, maxBuffer: 2 * input.length + 4096 });
    return records.map((_, index) => new DataView(output.buffer, output.byteOffset + index * RECORD_SIZE, RECORD_SIZE));
  }
  close(): void {
    rmSync(this.folder, { recursive: true });
  }
}
