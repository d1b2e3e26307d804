/** The files in lib-ts/debug/recorded: random code of every row of the encoding tables, and what objdump says about it. */
import { readFileSync, writeFileSync } from "node:fs";
import { a32Bytes, a32Words, t32Bytes, t32Instructions } from "./aarch32Code.ts";
import { type ObjdumpLine, objdump } from "./objdump.ts";
import type { InstructionSet } from "./spelling.ts";

export const OBJDUMP_AARCH32 = "arm-linux-gnueabihf-objdump";

const fileOf = (set: InstructionSet) => new URL(`../recorded/${set}.txt`, import.meta.url);

/** Random code with so many instructions of every row; little-endian. */
export function aarch32Code(set: InstructionSet, each: number): Uint8Array {
  return set === "a32" ? a32Bytes(a32Words(each)) : t32Bytes(t32Instructions(each));
}

/** @throws Error when objdump fails or is not installed */
export function objdumpAarch32(set: InstructionSet, code: Uint8Array): ObjdumpLine[] {
  const options = set === "a32" ? "reg-names-std" : "reg-names-std,force-thumb";
  return objdump(OBJDUMP_AARCH32, ["-m", "armv8-a", "-M", options], code);
}

export function record(set: InstructionSet, each: number): void {
  const lines = objdumpAarch32(set, aarch32Code(set, each)).map(({ code, text }) => `${code} ${text}`);
  const head = `# Written by \`npm run record:disassembly\`: code and the text of ${OBJDUMP_AARCH32} (GNU Binutils 2.40).`;
  writeFileSync(fileOf(set), `${[head, ...lines].join("\n")}\n`);
}

export function readRecord(set: InstructionSet): ObjdumpLine[] {
  const lines = readFileSync(fileOf(set), "utf8").split("\n");
  return lines
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [code] = line.split(" ", 1);
      return { code, text: line.slice(code.length + 1) };
    });
}

/** The code of a record; little-endian. */
export function codeOf(set: InstructionSet, lines: readonly ObjdumpLine[]): Uint8Array {
  const codes = lines.map(({ code }) => Number.parseInt(code, 16));
  return set === "a32" ? a32Bytes(codes) : t32Bytes(codes);
}
