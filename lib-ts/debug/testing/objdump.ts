/** What objdump of binutils says about machine code: the disassemblers are compared with it. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface ObjdumpLine {
  /** The code as objdump prints it, without blanks. */
  readonly code: string;
  /** The text, with single blanks. */
  readonly text: string;
}

/** Whether the program is installed. @param program e.g. `arm-linux-gnueabihf-objdump` */
export function hasObjdump(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

/** The whole of `bytes`, which are at address 0. @throws Error with what objdump said when it fails */
export function objdump(program: string, args: readonly string[], bytes: Uint8Array): ObjdumpLine[] {
  const folder = mkdtempSync(join(tmpdir(), "objdump-"));
  const path = join(folder, "code");
  writeFileSync(path, bytes);
  const options = ["-D", "-b", "binary", "-z", ...args, path];
  const { stdout, stderr, status } = spawnSync(program, options, { encoding: "utf8", maxBuffer: 1 << 30 });
  rmSync(folder, { recursive: true });
  if (status !== 0) throw new Error(`${program}: ${stderr}`);
  return stdout
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([address]) => /^\s*[0-9a-f]+:$/.test(address))
    .map(([, code, ...text]) => ({ code: code.replace(/\s/g, ""), text: text.join(" ").replace(/\s+/g, " ").trim() }));
}
