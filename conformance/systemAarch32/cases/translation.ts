/** Tables of both formats: sizes, faults, domains, permissions, what DFSR, IFSR and PAR say. */
import type { Aarch32Case } from "../program.ts";

const SECTION = "(LEVEL1 + 0x800 * 4)";
const READ = "ldr r9, =UPPER + 0x128\nldr r0, [r9]";
const WRITE = "ldr r9, =UPPER + 0x128\nstr r0, [r9]";
const EXECUTE = "ldr r9, =UPPER\nmov r4, lr\nblx r9\nmov lr, r4\nmov r0, #1";
const ACCESSES = { reads: READ, writes: WRITE, executes: EXECUTE } as const;
const MODES = ["svc", "usr"] as const;

/** Each access in each mode, with one mapping of UPPER. */
function accesses(name: string, setup: string, extra = ""): Aarch32Case[] {
  return MODES.flatMap((mode) =>
    Object.entries(ACCESSES).map(([verb, body]) => ({
      name: `${name}: ${mode} ${verb}`,
      mode,
      setup: setup + extra,
      body,
    })),
  );
}

const ap = (n: number) => ((n & 3) << 10) | ((n >> 2) << 15);
const small = (n: number) => ((n & 3) << 4) | ((n >> 2) << 9);
const section = (bits: number) => `put ${SECTION}, (PAGE + ${0x2 | 0xc | bits})`;
const page = (bits: number, table = 0) =>
  `put ${SECTION}, (TABLE + ${1 | table})\nput TABLE, (PAGE + ${2 | 0xc | bits})`;
const SCTLR = (bits: string) => `\nload_cp15 (CONTROL | ${bits}), 0, r9, c1, c0, 0`;
const AFE = SCTLR("0x20000000");
const DACR = (value: number) => `\nload_cp15 ${value}, 0, r9, c3, c0, 0`;

const short: readonly Aarch32Case[] = [
  ...accesses("no section", "nop"),
  ...accesses("no page, domain 3", `put ${SECTION}, (TABLE + 0x61)`),
  ...[0, 1, 2, 3, 5, 6, 7].flatMap((n) => accesses(`section AP ${n}`, section(ap(n)))),
  ...[0, 1, 2, 3, 5, 6, 7].flatMap((n) => accesses(`small page AP ${n}`, page(small(n)))),
  ...[0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => accesses(`section AP ${n} with AFE`, section(ap(n)), AFE)),
  ...[0, 2].flatMap((n) => accesses(`small page AP ${n} with AFE`, page(small(n)), AFE)),
  ...accesses("section XN", section(ap(3) | 0x10)),
  ...accesses("section PXN", section(ap(3) | 1)),
  ...accesses("small page XN", page(small(3) | 1)),
  ...accesses("small page, PXN of its table", page(small(3), 4)),
  ...[0, 1, 3].flatMap((kind) => accesses(`domain 5 is ${kind}`, section(ap(1) | (5 << 5)), DACR(1 | (kind << 10)))),
  ...[0, 1, 3].flatMap((kind) =>
    accesses(`page in domain 5 is ${kind}`, page(small(1), 5 << 5), DACR(1 | (kind << 10))),
  ),
  ...accesses("large page", `put ${SECTION}, (TABLE + 1)\nput TABLE, (PAGE + ${1 | 0xc | small(3)})`),
  ...accesses("supersection", `put ${SECTION}, 0x4004000e + ${ap(3)}`).filter(({ name }) => name.includes("reads")),
  {
    name: "domain changes without TLB maintenance",
    setup: section(ap(3) | (5 << 5)),
    again: 1,
    body: `${DACR(0x401)}\n${READ}\nadd r1, r1, #1${DACR(1)}\n${READ}\nadd r1, r1, #1${DACR(0x401)}\n${READ}\nadd r1, r1, #1`,
  },
  {
    name: "TTBCR.N 1: TTBR1 above",
    setup: section(ap(3)),
    body: `load_cp15 1, 0, r9, c2, c0, 2\nmcr p15, 0, r9, c8, c7, 0\nisb\n${READ}`,
  },
  {
    name: "ASIDs",
    setup: `put ${SECTION}, (TABLE + 1)\nput TABLE, (PAGE + ${0x80e | small(3)})\nput (PAGE + 0x128), 1\nput (PAGE + 0x1128), 2`,
    body: `load_cp15 1, 0, r9, c13, c0, 1\n${READ}\nmov r2, r0\nput TABLE, (PAGE + 0x1000 + ${0x80e | small(3)})\ndsb\nload_cp15 2, 0, r9, c13, c0, 1\n${READ}`,
  },
  {
    name: "TLBIMVA",
    setup: `put ${SECTION}, (TABLE + 1)\nput TABLE, (PAGE + ${0xe | small(3)})\nput (PAGE + 0x128), 1\nput (PAGE + 0x1128), 2`,
    body: `${READ}\nmov r2, r0\nput TABLE, (PAGE + 0x1000 + ${0xe | small(3)})\ndsb\nldr r9, =UPPER\nmcr p15, 0, r9, c8, c7, 1\ndsb\nisb\n${READ}`,
  },
];

/** UPPER's entry of level 1, with long descriptors: a block of level 2 or pages of level 3. */
const LONG =
  "\nload_cp15 0xff00, 0, r9, c10, c2, 0\nload_cp15 0, 0, r9, c10, c2, 1\nldr r9, =LONG1\nmov r10, #0\nmcrr p15, 0, r9, r10, c2\nload_cp15 0x80000000, 0, r9, c2, c0, 2\nmcr p15, 0, r9, c8, c7, 0\ndsb\nisb";
const TABLES = "put (LONG1 + 16), (TABLE + 3)\nput TABLE, (TABLE + 0x1003)\n";
const longPage = (bits: number, high = 0) =>
  `${TABLES}put (TABLE + 0x1000), (PAGE + ${0x407 | bits})\nput (TABLE + 0x1004), ${high}${LONG}`;

const long: readonly Aarch32Case[] = [
  ...accesses("long: no level 1", LONG.slice(1)),
  ...accesses("long: no level 2", `put (LONG1 + 16), (TABLE + 3)${LONG}`),
  ...accesses("long: no level 3", `${TABLES}${LONG.slice(1)}`),
  ...[0, 1, 2, 3].flatMap((n) => accesses(`long: AP ${n}`, longPage(n << 6))),
  ...accesses("long: no access flag", `${TABLES}put (TABLE + 0x1000), (PAGE + 0x47)${LONG}`),
  ...accesses("long: XN", longPage(0x40, 0x00400000)),
  ...accesses("long: PXN", longPage(0x40, 0x00200000)),
  ...accesses("long: XNTable", `${longPage(0x40)}\nput (LONG1 + 20), 0x10000000`),
  ...accesses("long: PXNTable", `${longPage(0x40)}\nput (LONG1 + 20), 0x08000000`),
  ...accesses("long: APTable read-only", `${longPage(0x40)}\nput (LONG1 + 20), 0x40000000`),
  ...accesses("long: APTable no PL0", `${longPage(0x40)}\nput (LONG1 + 20), 0x20000000`),
  ...accesses("long: WXN", longPage(0x40), SCTLR("0x80000")),
  ...accesses("long: UWXN", longPage(0x40), SCTLR("0x100000")),
  ...accesses("long: block of level 2", `put (LONG1 + 16), (TABLE + 3)\nput TABLE, (USER + 0x445)${LONG}`).filter(
    ({ name }) => name.includes("reads"),
  ),
];

const operation = (op: number) =>
  `ldr r9, =UPPER + 0x128\nmcr p15, 0, r9, c7, c8, ${op}\nisb\nmrc p15, 0, r0, c7, c4, 0`;
const operations: readonly Aarch32Case[] = [0, 1, 2, 3].flatMap((op) => [
  { name: `ats1c ${op}: nothing`, body: operation(op) },
  { name: `ats1c ${op}: no page`, setup: `put ${SECTION}, (TABLE + 1)`, body: operation(op) },
  { name: `ats1c ${op}: privileged read-only`, setup: section(ap(5)), body: operation(op) },
  { name: `ats1c ${op}: closed domain`, setup: section(ap(3) | (5 << 5)) + DACR(1), body: operation(op) },
  { name: `ats1c ${op} long: no level 3`, setup: `${TABLES}${LONG.slice(1)}`, body: operation(op) },
  { name: `ats1c ${op} long: privileged`, setup: longPage(0), body: `${operation(op)}\nmrrc p15, 0, r1, r2, c7` },
]);

export const SHORT = short;
export const LONG_FORMAT = long;
export const OPERATIONS = operations;
