/** From tables of cases to a bootable image: assembly text, then GNU binutils. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const RUNTIME = ["runtime.S", "console.S"].map((name) => fileURLToPath(new URL(name, import.meta.url)));
const PREFIX = "aarch64-linux-gnu-";
const CASE_SIZE = 40;

/** SPSR_EL1 bits. */
const DAIF = 0x3c0;
const LEVELS = { EL0: 0, EL1t: 4, EL1h: 5 } as const;

export interface SystemCase {
  readonly name: string;
  /** Where the body runs. */
  readonly level: keyof typeof LEVELS;
  /** Assembly that EL1 runs first; may change x0..x18. */
  readonly setup?: string;
  /** Assembly under test; `done` at its end reports x0..x3. */
  readonly body: string;
  /** SPSR_EL1 beyond the level; all interrupts are masked when left out. */
  readonly spsr?: number;
  /** How many exceptions after the first are reported, each followed by a return; and what SPSR_EL1 gets at those. */
  readonly again?: number;
  readonly againSpsr?: number;
}

/** The program's assembly source, after the runtime's. */
export function programText(cases: readonly SystemCase[]): string {
  const codes = cases.map(
    ({ setup = "", body }, i) => `setup_${i}:\n${setup}\nret\n.ltorg\nbody_${i}:\n${body}\ndone\n.ltorg\n`,
  );
  const names = cases.map(({ name }, i) => `name_${i}: .asciz "${name}"\n`);
  const records = cases.map(({ level, spsr = DAIF, again = 0, againSpsr = 0 }, i) => {
    return `.quad name_${i}, setup_${i}, body_${i}\n.word ${spsr | LEVELS[level]}, ${again}, ${againSpsr}, 0\n`;
  });
  const table = [".balign 8\ncases:\n", ...records, "cases_end:\n"];
  return [`.equ CASE_SIZE, ${CASE_SIZE}\n`, ...codes, ...names, ...table].join("");
}

/** An arm64 Image that runs the cases and switches the machine off. */
export function assembleProgram(cases: readonly SystemCase[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "system-"));
  const at = (name: string) => join(folder, name);
  const run = (tool: string, ...args: string[]) => execFileSync(PREFIX + tool, args, { stdio: "pipe" });
  try {
    writeFileSync(at("cases.S"), programText(cases));
    run("as", "-march=armv8-a", "-o", at("program.o"), ...RUNTIME, at("cases.S"));
    run("ld", "-Ttext=0x40200000", "-e", "image_start", "-o", at("program.elf"), at("program.o"));
    run("objcopy", "-O", "binary", "-j", ".text", at("program.elf"), at("program.img"));
    return readFileSync(at("program.img"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
