/** From tables of cases to a bootable image: assembly text, then GNU binutils. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const RUNTIME = fileURLToPath(new URL("runtime.S", import.meta.url));
const PREFIX = "arm-linux-gnueabihf-";
const CASE_SIZE = 24;
const T32 = 0x20;
/** CPSR.A, I and F. */
const MASKED = 0x1c0;
const MODES = { usr: 0x10, fiq: 0x11, irq: 0x12, svc: 0x13, abt: 0x17, und: 0x1b, sys: 0x1f } as const;

export interface Aarch32Case {
  readonly name: string;
  /** Where the body runs; default: Supervisor mode. */
  readonly mode?: keyof typeof MODES;
  /** Default: A32. */
  readonly set?: "a32" | "t32";
  /** A32 assembly that Supervisor mode runs first; may change r0..r12. */
  readonly setup?: string;
  /** Assembly under test; `done` at its end reports r0..r3. */
  readonly body: string;
  /** CPSR beyond mode and T; all interrupts are masked when left out. */
  readonly cpsr?: number;
  /** How many exceptions after the first are reported, each followed by a return; and what SPSR gets at those. */
  readonly again?: number;
  readonly againSpsr?: number;
}

/** The program's assembly source, after the runtime's. */
export function programText(cases: readonly Aarch32Case[]): string {
  const codes = cases.map(({ setup = "", body, set = "a32" }, i) =>
    [
      `.arm\n.balign 4\nsetup_${i}:\npush {lr}\n${setup}\npop {pc}\n.ltorg\n.balign 4\n`,
      `${set === "a32" ? ".arm" : ".thumb"}\nbody_${i}:\n${body}\ndone\n.ltorg\n.balign 4\n`,
    ].join(""),
  );
  const names = cases.map(({ name }, i) => `name_${i}: .asciz "${name}"\n`);
  const records = cases.map(({ mode = "svc", set = "a32", cpsr = MASKED, again = 0, againSpsr = 0 }, i) => {
    const state = cpsr | MODES[mode] | (set === "t32" ? T32 : 0);
    return `.word name_${i}, setup_${i}, body_${i}, ${state}, ${again}, ${againSpsr}\n`;
  });
  const table = [".arm\n.balign 4\ncases:\n", ...records, "cases_end:\n.balign 32\nimage_end:\n"];
  return [`.equ CASE_SIZE, ${CASE_SIZE}\n`, ...codes, ...names, ...table].join("");
}

/** A zImage that runs the cases and switches the machine off. */
export function assembleProgram(cases: readonly Aarch32Case[]): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), "system-"));
  const at = (name: string) => join(folder, name);
  const run = (tool: string, ...args: string[]) => execFileSync(PREFIX + tool, args, { stdio: "pipe" });
  try {
    writeFileSync(at("cases.S"), programText(cases));
    run("as", "-o", at("program.o"), RUNTIME, at("cases.S"));
    run("ld", "-Ttext=0x40200000", "-e", "image_start", "-o", at("program.elf"), at("program.o"));
    run("objcopy", "-O", "binary", "-j", ".text", at("program.elf"), at("program.img"));
    return readFileSync(at("program.img"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
