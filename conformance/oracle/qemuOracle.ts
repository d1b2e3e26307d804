/** The back end that runs tests under qemu-aarch64 (user mode). */
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
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Batch, BatchResult, Oracle } from "./batch.ts";
import * as layout from "./layout.ts";

const source = fileURLToPath(new URL("./qemuHarness.S", import.meta.url));
const layoutSource = fileURLToPath(new URL("./layout.ts", import.meta.url));
const build = fileURLToPath(new URL("../../build/", import.meta.url));
const TOOLS = ["qemu-aarch64", "aarch64-linux-gnu-as", "aarch64-linux-gnu-ld"];
let instances = 0;

/** The tools that are missing for this back end. */
export function missingTools(): string[] {
  const folders = (process.env["PATH"] ?? "").split(":");
  return TOOLS.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));
}

/** Assembles the harness into build/, unless it is newer than its sources. @returns its path */
function buildHarness(): string {
  const program = join(build, "qemuHarness");
  const newest = Math.max(statSync(source).mtimeMs, statSync(layoutSource).mtimeMs);
  if (existsSync(program) && statSync(program).mtimeMs > newest) return program;
  mkdirSync(build, { recursive: true });
  const object = join(build, `qemuHarness.${process.pid}.o`);
  const linked = join(build, `qemuHarness.${process.pid}`);
  const symbols = Object.entries(layout)
    .filter((entry): entry is [string, number] => typeof entry[1] === "number")
    .flatMap(([name, value]) => ["--defsym", `${name}=${value}`]);
  execFileSync("aarch64-linux-gnu-as", [...symbols, "-o", object, source]);
  execFileSync("aarch64-linux-gnu-ld", ["-Ttext=0x5123000000", "-e", "_start", "-o", linked, object]);
  rmSync(object);
  execFileSync("mv", [linked, program]);
  return program;
}

export class QemuOracle implements Oracle {
  readonly name = "qemu-aarch64";
  private readonly program = buildHarness();
  private readonly path = join(tmpdir(), `conformance.${process.pid}.${++instances}`);
  private readonly file: number;

  constructor() {
    this.file = openSync(this.path, "w+");
    ftruncateSync(this.file, layout.FILE_SIZE);
  }

  /** @throws Error when the harness or QEMU fails */
  async run(batch: Batch): Promise<BatchResult> {
    const used = batch.inputOffset(batch.count);
    writeSync(this.file, batch.bytes, 0, used, 0);
    await this.execute();
    const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
    readSync(this.file, records, 0, records.length, layout.RESULT_OFFSET);
    const windows = new Uint8Array(batch.memoryTests * layout.WINDOW_SIZE);
    if (windows.length > 0) readSync(this.file, windows, 0, windows.length, layout.WINDOWS_OFFSET);
    return { records, windows };
  }

  private execute(): Promise<void> {
    return new Promise((resolve, reject) => {
      const child = spawn("qemu-aarch64", ["-cpu", "cortex-a53", this.program, this.path], { stdio: "ignore" });
      child.on("error", reject);
      child.on("exit", (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`qemu-aarch64 ended with ${signal ?? `status ${code}`}`));
      });
    });
  }

  close(): void {
    closeSync(this.file);
    rmSync(this.path, { force: true });
  }
}
