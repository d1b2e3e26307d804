/** Software step and what PSTATE.SS, PSTATE.D, MDSCR_EL1 and the OS lock have to do with it. */
import type { SystemCase } from "../program.ts";

const SS = 1 << 21;
const STEP = "set mdscr_el1, 1";

export const DEBUG: readonly SystemCase[] = [
  {
    name: "step three instructions at EL0",
    level: "EL0",
    setup: STEP,
    spsr: SS,
    again: 3,
    againSpsr: SS,
    body: "mov x0, #1\nmov x1, #2\nmov x2, #3\nnop",
  },
  {
    name: "step without SS pends at once",
    level: "EL0",
    setup: STEP,
    spsr: 0,
    again: 1,
    againSpsr: SS,
    body: "mov x0, #1\nmov x1, #2",
  },
  {
    name: "step over a branch",
    level: "EL0",
    setup: STEP,
    spsr: SS,
    again: 2,
    againSpsr: SS,
    body: "b 1f\nnop\n1: cbz x0, 2f\nnop\n2: mov x1, #1",
  },
  {
    name: "step over ldxr",
    level: "EL0",
    setup: STEP,
    spsr: SS,
    again: 1,
    againSpsr: SS,
    body: "ldxr x0, [sp]\nclrex",
  },
  { name: "step of svc", level: "EL0", setup: STEP, spsr: SS, again: 1, againSpsr: SS, body: "svc #7\nnop" },
  { name: "step of a fault", level: "EL0", setup: STEP, spsr: SS, body: "ldr x9, [x0, #1 << 12]\nnop" },
  { name: "step of brk", level: "EL0", setup: STEP, spsr: SS, body: "brk #3" },
  { name: "step of an undefined word", level: "EL0", setup: STEP, spsr: SS, body: ".word 0" },
  { name: "no step at EL1 without KDE", level: "EL1h", setup: STEP, spsr: SS, body: "mov x0, #1" },
  {
    name: "step at EL1 with KDE",
    level: "EL1h",
    setup: "set mdscr_el1, 0x2001",
    spsr: SS | 0x1c0,
    again: 1,
    againSpsr: SS,
    body: "mov x0, #1\nmov x1, #1",
  },
  {
    name: "no step at EL1 with D",
    level: "EL1h",
    setup: "set mdscr_el1, 0x2001",
    spsr: SS | 0x3c0,
    body: "mov x0, #1",
  },
  {
    name: "D cleared while stepping at EL1",
    level: "EL1h",
    setup: "set mdscr_el1, 0x2001",
    spsr: SS | 0x3c0,
    body: "msr daifclr, #8\nmov x0, #1\nmov x1, #1",
  },
  {
    name: "no step with the OS lock",
    level: "EL0",
    setup: `${STEP}\nmov x9, #1\nmsr oslar_el1, x9\nisb`,
    spsr: SS,
    body: "mov x0, #1",
  },
  { name: "OS lock reads back", level: "EL1h", body: "mrs x0, oslsr_el1\nmsr oslar_el1, xzr\nisb\nmrs x1, oslsr_el1" },
  {
    name: "MDSCR reads back",
    level: "EL1h",
    body: "mov x9, #0xb000\nmsr mdscr_el1, x9\nmrs x0, mdscr_el1\nmsr mdscr_el1, xzr",
  },
];
