/** From tables of cases to a multiboot kernel: assembly text, then GNU binutils. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findCommand } from "../../tools/setup/tools.ts";

const RUNTIME = fileURLToPath(new URL("runtime.S", import.meta.url));
const PREFIX = "i686-linux-gnu-";
const CASE_SIZE = 32;
/** Where the image lies and is entered. */
export const IMAGE_ADDRESS = 0x10_0000;

/** Where a body runs: level 0 or 3 with flat segments; virtual-8086 mode; 16-bit segments at level 0 or 3. */
const KINDS = { level0: 0, level3: 1, virtual: 2, level0in16: 3, level3in16: 4 } as const;
export type Kind = keyof typeof KINDS;

export interface SystemCase {
  readonly name: string;
  readonly kind: Kind;
  /** 32-bit assembly that level 0 runs first. */
  readonly setup?: string;
  /** Assembly under test, in code of the kind's width. */
  readonly body: string;
  /** EFLAGS to enter the body with, beyond bit 1. */
  readonly eflags?: number;
  /** How many exceptions after the first are reported; what is set in EFLAGS, and how far EIP moves, at each return. */
  readonly again?: number;
  readonly againEflags?: number;
  readonly skip?: number;
}

const is16 = (kind: Kind) => kind !== "level0" && kind !== "level3";

/** The program's assembly source, after the runtime's. */
export function programText(cases: readonly SystemCase[]): string {
  const numbered = cases.map((test, index) => ({ test, index }));
  const body = ({ test, index }: (typeof numbered)[number]) => `body_${index}:\n${test.body}\ndone\nhlt\n`;
  const setups = numbered.map(({ test, index }) => `setup_${index}:\n${test.setup ?? ""}\nret\n`);
  const names = numbered.map(({ test, index }) => `name_${index}: .asciz "${test.name}"\n`);
  const records = numbered.map(({ test, index }) => {
    const { kind, eflags = 0, again = 0, againEflags = 0, skip = 0 } = test;
    const entry = is16(kind) ? `body_${index} - low_code` : `body_${index}`;
    return `.long name_${index}, setup_${index}, ${entry}, ${KINDS[kind]}, ${eflags | 2}, ${again}, ${againEflags}, ${skip}\n`;
  });
  return [
    `.equ CASE_SIZE, ${CASE_SIZE}\n.text\n`,
    ...setups,
    ...numbered.filter(({ test }) => !is16(test.kind)).map(body),
    ".code16\n.balign 16\nlow_code:\n",
    ...numbered.filter(({ test }) => is16(test.kind)).map(body),
    "low_code_end:\n.code32\n",
    ...names,
    ".balign 4\ncases:\n",
    ...records,
    "cases_end:\n",
  ].join("");
}

/** A tool for i386 by its last word. */
function tool(name: string): string {
  return findCommand([PREFIX + name]) ? PREFIX + name : name;
}

export interface SystemProgram {
  /** For QEMU. */
  readonly elf: Uint8Array;
  /** What lies at IMAGE_ADDRESS. */
  readonly image: Uint8Array;
}

export function assembleProgram(cases: readonly SystemCase[]): SystemProgram {
  const folder = mkdtempSync(join(tmpdir(), "system-"));
  const at = (name: string) => join(folder, name);
  const run = (name: string, ...args: string[]) => execFileSync(tool(name), args, { stdio: "pipe" });
  try {
    writeFileSync(at("cases.S"), programText(cases));
    run("as", "--32", "-o", at("program.o"), RUNTIME, at("cases.S"));
    const place = `-Ttext=0x${IMAGE_ADDRESS.toString(16)}`;
    run("ld", "-m", "elf_i386", "-N", place, "-e", "_start", "-o", at("program.elf"), at("program.o"));
    run("objcopy", "-O", "binary", at("program.elf"), at("program.img"));
    return { elf: readFileSync(at("program.elf")), image: readFileSync(at("program.img")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
