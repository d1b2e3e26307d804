/**
 * A litmus test: the programs of a few processors, run over and over on cells of memory that nobody else uses, and what may never
 * come of it. From assembly text to the bytes of all programs, by GNU binutils.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export type LitmusArchitecture = "a64" | "a32";

export interface LitmusTest {
  readonly name: string;
  readonly architecture: LitmusArchitecture;
  /**
   * What each processor does to a cell; what it leaves in x0 or r0 is its result. a64.ts and a32.ts say which registers hold what.
   */
  readonly programs: readonly string[];
  /** Whether these results, one of each processor, must not come of one cell. */
  readonly forbids?: (results: readonly bigint[]) => boolean;
  /** Results that weak memory allows and sequential consistency does not: worth a count. */
  readonly weak?: (results: readonly bigint[]) => boolean;
  /** What the shared words (u64) must be after `count` cells. */
  readonly shared?: (count: number) => readonly bigint[];
  /** Iterations as a share of those that were asked for, where one of them is long. */
  readonly share?: number;
}

/** Where things lie in the machine's memory; x19 and its like are set to these. */
export const RAM = 0x4000_0000;
export const RAM_SIZE = 8 << 20;
/** Each processor's program has a page. */
export const PROGRAM_SIZE = 0x1000;
/** Words that all programs share: each in 64 bytes of its own. */
export const SHARED = RAM + 0x1_0000;
/** A page for code that is written while others run it, and translation tables. */
export const CODE = RAM + 0x2_0000;
export const TABLES = RAM + 0x4_0000;
/** Two pages, the first word of which is the number of the page, 0 and 1; and an address that is mapped to one of them. */
export const PAGES = RAM + 0x6_0000;
export const WINDOW = 0x8000_0000;
/** A u64 a cell and processor. */
export const RESULTS = RAM + 0x10_0000;
/** A cell has two words, 64 bytes apart. */
export const CELLS = RAM + 0x40_0000;
export const CELL_SIZE = 128;
/** Cells that a run uses at most. */
export const MOST_CELLS = 4096;
export const RESULTS_SIZE = MOST_CELLS * 8;

/**
 * After 2^10 cells the processors wait for each other, so that they are about the same ones at the same time. One store buffering in 17
 * shows, as with 2^8 cells; three processors on two of the host's, where each wait takes a slice of time, are done in a third of the time.
 */
const COMPANY_BITS = 10;

/** Registers: x19 cell, x20 results, x21 cells left, x22 shared words, x23 code, x24 window, x25 and x26 of the rendezvous, x27 cells done. */
const A64_LOOP = (body: string) => `
0:  ands x9, x21, #${(1 << COMPANY_BITS) - 1}
    b.ne 3f
    add x25, x25, x26
1:  ldaxr x9, [x22, #0]
    add x9, x9, #1
    stlxr w10, x9, [x22, #0]
    cbnz w10, 1b
2:  ldar x9, [x22]
    cmp x9, x25
    b.lo 2b
3:  add x27, x27, #1
${body}
    str x0, [x20], #8
    add x19, x19, #${CELL_SIZE}
    subs x21, x21, #1
    b.ne 0b
    hvc #0
`;

/** Registers: r4 cell, r5 results, r6 cells left, r7 shared words, r8 and r9 of the rendezvous, r10 cells done. */
const A32_LOOP = (body: string) => `
0:  lsls r0, r6, #${32 - COMPANY_BITS}
    bne 3f
    add r8, r8, r9
1:  ldrex r0, [r7]
    add r0, r0, #1
    strex r1, r0, [r7]
    cmp r1, #0
    bne 1b
2:  dmb ish
    ldr r0, [r7]
    cmp r0, r8
    blo 2b
3:  add r10, r10, #1
${body}
    mov r1, #0
    strd r0, r1, [r5], #8
    add r4, r4, #${CELL_SIZE}
    subs r6, r6, #1
    bne 0b
    hvc #0
`;

const TOOLCHAINS = {
  a64: { prefix: "aarch64-linux-gnu-", flags: ["-march=armv8-a"], loop: A64_LOOP, head: "" },
  a32: {
    prefix: "arm-linux-gnueabihf-",
    flags: ["-march=armv8-a"],
    loop: A32_LOOP,
    head: ".syntax unified\n.arm\n.arch_extension virt\n",
  },
};

export function assemblerOf(architecture: LitmusArchitecture): string {
  return `${TOOLCHAINS[architecture].prefix}as`;
}

/** The bytes of all programs, PROGRAM_SIZE of each. @throws Error for text that the assembler refuses */
export function assemble({ architecture, programs }: LitmusTest): Uint8Array {
  const { prefix, flags, loop, head } = TOOLCHAINS[architecture];
  const folder = mkdtempSync(join(tmpdir(), "litmus-"));
  const at = (name: string) => join(folder, name);
  const run = (tool: string, ...args: string[]) => execFileSync(prefix + tool, args, { stdio: "pipe" });
  try {
    const text = programs.map((body, index) => `.org ${index * PROGRAM_SIZE}\n${loop(body)}\n.ltorg\n`).join("");
    writeFileSync(at("program.S"), `.text\n${head}${text}`);
    run("as", ...flags, "-o", at("program.o"), at("program.S"));
    run("objcopy", "-O", "binary", "-j", ".text", at("program.o"), at("program.bin"));
    return readFileSync(at("program.bin"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
