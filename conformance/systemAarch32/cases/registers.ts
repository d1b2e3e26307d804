/** System registers: identification, what keeps its value, who may access. */
import type { Aarch32Case } from "../program.ts";

const read = (register: string, t = "r0") => {
  const [cp, opc1, crn, crm, opc2] = register.split(" ");
  return `mrc p${cp}, ${opc1}, ${t}, c${crn}, c${crm}, ${opc2}`;
};
const write = (register: string, t = "r9") => read(register, t).replace("mrc", "mcr");

const IDENTIFICATION = [
  "15 0 0 0 0",
  "15 0 0 0 1",
  "15 0 0 0 2",
  "15 0 0 0 3",
  "15 0 0 0 5",
  "15 0 0 0 6",
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((n) => `15 0 0 1 ${n}`),
  ...[0, 1, 2, 3, 4, 5].map((n) => `15 0 0 2 ${n}`),
  "15 0 0 3 0",
  "15 1 0 0 0",
  "15 1 0 0 1",
  "15 1 0 0 7",
  "14 0 0 0 0",
  "14 0 1 0 0",
  "14 0 2 0 0",
  "14 0 1 1 4",
  "15 0 9 12 0",
  "15 0 14 0 0",
];
/** Register and what is written to it. */
const KEPT: readonly (readonly [register: string, value: string])[] = [
  ["15 0 3 0 0", "0x5555aaa5"],
  ["15 0 5 0 0", "0xffffffff"],
  ["15 0 5 0 1", "0xffffffff"],
  ["15 0 6 0 0", "0xffffffff"],
  ["15 0 6 0 2", "0xffffffff"],
  ["15 0 10 2 0", "0x12345678"],
  ["15 0 10 2 1", "0x12345678"],
  ["15 0 13 0 1", "0x12345601"],
  ["15 0 13 0 2", "0xffffffff"],
  ["15 0 13 0 3", "0xffffffff"],
  ["15 0 13 0 4", "0xffffffff"],
  ["15 0 13 0 0", "0xffffffff"],
  ["15 0 5 1 0", "0xffffffff"],
  ["15 2 0 0 0", "0x1"],
  ["15 0 14 1 0", "0x303"],
  ["15 0 9 14 0", "0xf"],
  ["15 0 9 12 5", "0x1f"],
  ["15 0 7 4 0", "0xffffffff"],
  ["15 0 1 0 2", "0xffffffff"],
];
const USER_ACCESS = [
  "15 0 13 0 2",
  "15 0 13 0 3",
  "15 0 13 0 4",
  "15 0 14 0 0",
  "15 0 9 13 0",
  "15 0 1 0 0",
  "15 0 0 0 0",
];

export const REGISTERS: readonly Aarch32Case[] = [
  ...IDENTIFICATION.map((register) => ({ name: `identification ${register}`, body: read(register) })),
  ...KEPT.map(([register, value]) => ({
    name: `${register} keeps ${value}`,
    body: `${read(register, "r8")}\nldr r9, =${value}\n${write(register)}\n${read(register)}\n${write(register, "r8")}`,
  })),
  ...USER_ACCESS.flatMap((register): Aarch32Case[] => [
    { name: `${register} read in User mode`, mode: "usr", body: `${read(register, "r8")}\nmov r0, #1` },
    { name: `${register} written in User mode`, mode: "usr", body: `${write(register)}\nmov r0, #1` },
  ]),
  { name: "cntvct in User mode without CNTKCTL", mode: "usr", body: "mrrc p15, 1, r8, r9, c14\nmov r0, #1" },
  {
    name: "cntvct in User mode with CNTKCTL",
    mode: "usr",
    setup: "load_cp15 2, 0, r9, c14, c1, 0",
    body: "mrrc p15, 1, r8, r9, c14\nmov r0, #1",
  },
  {
    name: "cntpct in User mode with CNTVCT's bit",
    mode: "usr",
    setup: "load_cp15 2, 0, r9, c14, c1, 0",
    body: "mrrc p15, 0, r8, r9, c14\nmov r0, #1",
  },
  {
    name: "timer in User mode",
    mode: "usr",
    setup: "load_cp15 0x100, 0, r9, c14, c1, 0",
    body: "mrc p15, 0, r0, c14, c3, 1\nmov r1, #1\nmrc p15, 0, r0, c14, c2, 1",
  },
  {
    name: "barriers in User mode",
    mode: "usr",
    body: "mcr p15, 0, r0, c7, c10, 4\nmcr p15, 0, r0, c7, c10, 5\nmcr p15, 0, r0, c7, c5, 4\nmov r0, #1",
  },
  {
    name: "cache maintenance in User mode",
    mode: "usr",
    body: "ldr r9, =USER\nmcr p15, 0, r9, c7, c10, 1\nmov r0, #1",
  },
  { name: "an unknown register", body: "mrc p15, 3, r0, c11, c12, 5" },
  { name: "an unknown register that a condition skips", body: "movs r0, #1\nmrceq p15, 3, r0, c11, c12, 5" },
  { name: "a register of coprocessor 5", body: "mrc p5, 3, r0, c11, c12, 5" },
  { name: "cdp of coprocessor 15", body: "cdp p15, 1, c2, c3, c4, 5" },
  { name: "floating point without FPEXC.EN", body: "vmov.f32 s0, #1.0" },
  { name: "floating point without CPACR", setup: "load_cp15 0, 0, r9, c1, c0, 2", body: "vmrs r0, fpscr" },
  {
    name: "64-bit TTBR1",
    body: "ldr r0, =0x40404000\nmov r1, #0x120000\nmcrr p15, 1, r0, r1, c2\nmrrc p15, 1, r2, r3, c2\nmrc p15, 0, r0, c2, c0, 1",
  },
  { name: "MRC in T32", set: "t32", body: "mrc p15, 0, r0, c0, c0, 0" },
];
