/** Exception entry and return, modes, banked registers, ITSTATE. */
import type { Aarch32Case } from "../program.ts";

const MODES = ["usr", "fiq", "irq", "svc", "abt", "und", "sys"] as const;
const NUMBERS = { usr: 0x10, fiq: 0x11, irq: 0x12, svc: 0x13, abt: 0x17, und: 0x1b, sys: 0x1f } as const;
const SETS = ["a32", "t32"] as const;

const entries: readonly Aarch32Case[] = SETS.flatMap((set) => [
  ...MODES.map((mode): Aarch32Case => ({ name: `svc from ${mode}, ${set}`, mode, set, body: "nop\nsvc #1" })),
  ...MODES.map((mode): Aarch32Case => ({ name: `udf from ${mode}, ${set}`, mode, set, body: "nop\nudf #1" })),
  ...MODES.map(
    (mode): Aarch32Case => ({
      name: `data abort from ${mode}, ${set}`,
      mode,
      set,
      body: "mov r1, #3\nldr r0, =UPPER\nldr r1, [r0]",
    }),
  ),
  { name: `flags in SPSR, ${set}`, set, body: "movs r0, #0\nadds r1, r0, #1\nmvns r2, r0\nudf #0" },
  { name: `udf.w, ${set}`, set, body: set === "t32" ? "udf.w #0x123" : "udf #0x123" },
  { name: `bkpt, ${set}`, set, body: "bkpt #3" },
  { name: `prefetch abort, ${set}`, set, body: "ldr r0, =UPPER\nbx r0" },
  {
    name: `return behind svc, ${set}`,
    set,
    again: 1,
    mode: "usr" as const,
    body: "mov r0, #1\nsvc #2\nadd r0, r0, #2",
  },
]);

/** Writes R13 and R14 of two modes, and reads them back through a third. */
const banked = MODES.filter((mode) => mode !== "usr").map(
  (mode): Aarch32Case => ({
    name: `R13 and R14 of ${mode}`,
    body: `cps #${NUMBERS[mode]}\nmov r9, sp\nmov sp, #0x11\nmov lr, #0x22\ncps #0x13\ncps #${NUMBERS[mode]}\nmov r0, sp\nmov r1, lr\nmov sp, r9\nmrs r2, cpsr`,
  }),
);

const modes: readonly Aarch32Case[] = [
  ...banked,
  {
    name: "R8 to R12 of FIQ mode are its own",
    body: "mov r8, #1\nmov r12, #2\ncps #0x11\nmov r8, #3\nmov r12, #4\ncps #0x13\nmov r0, r8\nmov r1, r12\ncps #0x11\nmov r2, r8\nmov r3, r12",
  },
  {
    name: "System mode shares User mode's R13",
    body: "cps #0x1f\nldr sp, =0x1234\nmov lr, #0x56\ncps #0x13\nldr r10, =0x1d0\nmsr spsr_fsxc, r10\nldr lr, =1f\nmovs pc, lr\n1: mov r0, sp\nmov r1, lr",
  },
  {
    name: "SPSR of each mode",
    body: "cps #0x12\nldr r9, =0x800001d0\nmsr spsr_fsxc, r9\ncps #0x17\nldr r9, =0x400001d1\nmsr spsr_fsxc, r9\ncps #0x12\nmrs r0, spsr\ncps #0x17\nmrs r1, spsr",
  },
  {
    name: "msr cpsr_c to System mode and back",
    body: "msr cpsr_c, #0xdf\nmrs r0, cpsr\nmsr cpsr_c, #0xd3\nmrs r1, cpsr",
  },
  { name: "msr cpsr_c in User mode changes no mode", mode: "usr", body: "msr cpsr_c, #0x13\nmrs r0, cpsr" },
  { name: "cps in User mode does nothing", mode: "usr", body: "cpsie i\nmrs r0, cpsr" },
  { name: "cpsie and cpsid", body: "cpsie aif\nmrs r0, cpsr\ncpsid a\nmrs r1, cpsr\ncpsid if\nmrs r2, cpsr" },
  {
    name: "setend",
    body: "ldr r9, =USER\nldr r10, =0x11223344\nsetend be\nmrs r0, cpsr\nstr r10, [r9]\nsetend le\nldr r1, [r9]",
  },
  { name: "SCTLR.EE", setup: "load_cp15 (CONTROL - 1 + 0x2000000), 0, r9, c1, c0, 0", body: "mrs r0, cpsr\nudf #0" },
];

const returns: readonly Aarch32Case[] = [
  {
    name: "movs pc, lr to User mode, T32",
    body: "mov r9, #0x1f0\nmsr spsr_fsxc, r9\nldr lr, =1f\nmovs pc, lr\n.thumb\n1: movs r0, #5\nsvc #0xff\n.arm",
  },
  {
    name: "subs pc, lr, #4",
    body: "mov r9, #0x1d0\nmsr spsr_fsxc, r9\nldr lr, =1f + 4\nsubs pc, lr, #4\nmov r0, #1\n1: add r0, r0, #2",
  },
  {
    name: "ldm with PC and ^",
    body: "mov r9, #0x1d0\nmsr spsr_fsxc, r9\nldr r10, =1f\npush {r10}\nldm sp!, {pc}^\nmov r0, #1\n1: add r0, r0, #2",
  },
  { name: "rfe", body: "ldr r9, =1f\nmov r10, #0x1d0\npush {r9, r10}\nrfeia sp!\nmov r0, #1\n1: add r0, r0, #2" },
  {
    name: "rfe, T32",
    set: "t32",
    body: "ldr r1, =1f\nmov r2, #0x1f0\npush {r1, r2}\nmovs r0, #0\nrfeia sp!\nmovs r0, #1\n.balign 4\n1: adds r0, #2",
  },
  {
    name: "srs to the stack of System mode",
    body: "cps #0x1f\nldr sp, =USER + 0x100\ncps #0x13\nmov lr, #0x77\nmov r9, #0x1d0\nmsr spsr_fsxc, r9\nsrsdb sp!, #0x1f\nldr r9, =USER + 0xf8\nldm r9, {r0, r1}\ncps #0x1f\nmov r2, sp\ncps #0x13",
  },
  {
    name: "stm and ldm of User mode's registers",
    body: "cps #0x1f\nmov lr, #0x33\ncps #0x13\nldr r9, =USER\nstm r9, {r13, r14}^\nnop\nldm r9, {r0, r1}\nmov r10, #0x44\nstr r10, [r9, #4]\nldm r9, {r14}^\nnop\ncps #0x1f\nmov r2, lr\ncps #0x13",
  },
  {
    name: "return with ITSTATE",
    body: "ldr r9, =0x0600a9f0\nmsr spsr_fsxc, r9\nldr lr, =1f\nmovs pc, lr\n.thumb\n1: .short 0x2001, 0x2102, 0x2203, 0x2304\nsvc #0xff\n.arm",
  },
];

const ifThen: readonly Aarch32Case[] = [
  {
    name: "ITSTATE in SPSR, second of four",
    set: "t32",
    body: "movs r0, #0\nitete eq\nmoveq r0, #1\nsvcne #5\nmoveq r2, #3\nmovne r3, #4",
  },
  {
    name: "ITSTATE of svc that is executed",
    set: "t32",
    again: 1,
    body: "movs r0, #0\nitet eq\nmoveq r0, #1\nmovne r1, #2\nsvceq #5\nadds r2, #1",
  },
  {
    name: "ITSTATE of a data abort",
    set: "t32",
    body: "ldr r1, =UPPER\nmovs r0, #0\nitt eq\nldreq r0, [r1]\nmoveq r2, #3",
  },
  { name: "ITSTATE of udf", set: "t32", body: "movs r0, #0\nittt eq\nmoveq r1, #1\n.inst.n 0xde01\nmoveq r2, #3" },
];

export const EXCEPTIONS: readonly Aarch32Case[] = [...entries, ...modes, ...returns, ...ifThen];
