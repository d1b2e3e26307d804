/**
 * Reads IA32's encoding tables (`core-as/isa/ia32/*.isa`).
 *
 * A row: opcode | handler numbers... | assembly | title | reference
 *
 * opcode     as in SDM volume 2: optional mandatory prefix (NP, 66, F3, F2), opcode in hex (one byte, or 0F and one), then
 *            +r       a register in the opcode's low three bits; +cc a condition in its low four
 *            /r       a ModRM byte; /0 .. /7 one with this reg field; then `mem` or `reg`: only with an operand in memory, or
 *                     only in a register
 *            hex      instead: this ModRM byte (0F AE F0)
 *            ib iw iz id rel8 relz moffs ptr16:z    immediates; z: 2 or 4 bytes by the operand size, moffs by the address size
 *            lock     LOCK is allowed (with an operand in memory)
 * handler    exported by the chapter's module: `14-arithmetic.isa` and core-as/ia32/translate/arithmetic.ts. The numbers are
 *            passed as they are; everything else is in `Insn` (core-as/ia32/instruction.ts).
 * assembly   what `objdump -d -M intel` prints, with operands in braces, named as in the SDM's appendix A (volume 2, A.2):
 *            {Eb} {Ew} {Ev} {Ed}  register or memory by ModRM.rm; v: 2 or 4 bytes by the operand size
 *            {Gb} {Gw} {Gv} {Gd}  register by ModRM.reg             {Zb} {Zv} {Zd}  register in the opcode (+r)
 *            {M} {Ma} {Mb} {Mw} {Md} {Mq} {Mt} {Mdq} {Mp}  memory: no size, two v, 1, 2, 4, 8, 10, 16 bytes, far pointer
 *            {Rd} {Cd} {Dd} {Sw}  general register by rm; control, debug, segment register by reg
 *            {Ib} {Iw} {Iz} {Id}  immediate   {sIb} sign-extended   {Ib2} the second one
 *            {Jb} {Jz}  target of a jump      {Ob} {Ov}  moffs      {Ap}  ptr16:z
 *            {Xb} {Xw} {Xv} {Xd}  DS:[ESI]    {Yb} {Yw} {Yv} {Yd}  ES:[EDI]
 *            {AL} {eAX} {eDX}  accumulator, EDX by the operand size   {DXport}  (dx)
 *            {P} MMX by reg   {Q} MMX or memory of 8 bytes, {Qd} of 4   {N} MMX by rm
 *            {V} XMM by reg   {W} XMM or memory of 16 bytes, {Wq} 8, {Wd} 4, {Ww} 2   {U} XMM by rm
 *            {ST} st, {STi} st(rm)
 *            {predicate} of a comparison, by its immediate; {unnamed} the immediate where it names none
 *            {cc} condition of +cc      {size:A|B} A with 16-bit, B with 32-bit operands; {address:A|B} the same for addresses
 *            {rep} rep, {repz} repz or repnz, as the prefix says
 * title      the manual's
 * reference  section of SDM volume 2
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export type Mandatory = "" | "NP" | "66" | "F3" | "F2";
export const IMMEDIATES = ["ib", "iw", "iz", "id", "rel8", "relz", "moffs", "ptr16:z"] as const;
export type Immediate = (typeof IMMEDIATES)[number];

export interface Ia32Row {
  readonly text: string;
  readonly prefix: Mandatory;
  /** 0: one-byte opcodes, 1: those behind 0F. */
  readonly map: 0 | 1;
  readonly opcode: number;
  /** How many opcodes the row has: 8 with +r, 16 with +cc. */
  readonly span: 1 | 8 | 16;
  readonly hasModrm: boolean;
  /** Fixed reg field of ModRM. */
  readonly digit: number | undefined;
  /** Fixed ModRM byte. */
  readonly second: number | undefined;
  readonly mod: "" | "mem" | "reg";
  readonly immediates: readonly Immediate[];
  readonly lock: boolean;
  readonly handler: string;
  readonly numbers: readonly string[];
  readonly chapter: string;
  readonly assembly: string;
  readonly title: string;
  readonly reference: string;
  readonly where: string;
}

/** The rows in the order in which the decoder tries them: within an opcode, the more particular first. @throws Error */
export function readIa32Tables(folder: string): Ia32Row[] {
  const rows = readdirSync(folder)
    .filter((name) => name.endsWith(".isa"))
    .sort()
    .flatMap((name) => readTable(join(folder, name), name.replace(/\.isa$/, "").replace(/^\d+-/, "")));
  return rows
    .map((row, index) => ({ row, index }))
    .sort((x, y) => particularity(y.row) - particularity(x.row) || x.index - y.index)
    .map(({ row }) => row);
}

function particularity(row: Ia32Row): number {
  const modrm = row.second !== undefined ? 4 : row.digit !== undefined ? 2 : 0;
  return (row.prefix !== "" ? 16 : 0) + (row.span === 1 ? 8 : 0) + modrm + (row.mod !== "" ? 1 : 0);
}

function readTable(path: string, chapter: string): Ia32Row[] {
  return readFileSync(path, "utf8")
    .split("\n")
    .map((line, index) => ({ text: line.replace(/(^|\s)#\s.*$|^#.*$/, "").trim(), where: `${path}:${index + 1}` }))
    .filter(({ text }) => text !== "")
    .map(({ text, where }) => parseIa32Row(text, where, chapter));
}

export function parseIa32Row(text: string, where: string, chapter: string): Ia32Row {
  const columns = splitColumns(text);
  if (columns.length !== 5) throw new Error(`${where}: a row has 5 columns, this one ${columns.length}`);
  const [opcode, call, assembly, title, reference] = columns;
  if (!/^\d+\.\d+$/.test(reference)) throw new Error(`${where}: '${reference}' is no section of the manual`);
  const [handler, ...numbers] = call.split(/\s+/);
  for (const number of numbers) {
    if (!/^\d+$/.test(number)) throw new Error(`${where}: '${number}' is no number`);
  }
  return { ...parseOpcode(opcode, where), handler, numbers, chapter, assembly, title, reference, where };
}

/** Columns are parted by bars, but not by those inside of braces. */
function splitColumns(text: string): string[] {
  return text.split(/\|(?![^{]*\})/).map((column) => column.trim());
}

type Encoding = Omit<Ia32Row, "handler" | "numbers" | "chapter" | "assembly" | "title" | "reference" | "where">;

function parseOpcode(text: string, where: string): Encoding {
  const tokens = text.split(/\s+/);
  const take = (pattern: RegExp) => (tokens.length > 0 && pattern.test(tokens[0]) ? tokens.shift() : undefined);
  const hex = /^[0-9A-F]{2}$/;
  const hasPrefix = /^(NP|66|F3|F2)$/.test(tokens[0]) && tokens.length > 1 && hex.test(tokens[1]);
  const prefix = (hasPrefix ? tokens.shift() : "") as Mandatory;
  const first = take(hex);
  const opcode = first === "0F" ? take(hex) : first;
  if (first === undefined || opcode === undefined) throw new Error(`${where}: '${text}' has no opcode`);
  const span = { "+r": 8, "+cc": 16 }[take(/^\+(r|cc)$/) ?? ""] ?? 1;
  const second = take(hex);
  const slash = take(/^\/[r0-7]$/);
  const mod = take(/^(mem|reg)$/) ?? "";
  const immediates: Immediate[] = [];
  while (tokens.length > 0 && IMMEDIATES.includes(tokens[0] as Immediate)) immediates.push(tokens.shift() as Immediate);
  const lock = take(/^lock$/) !== undefined;
  if (tokens.length > 0) throw new Error(`${where}: '${tokens[0]}' in '${text}' means nothing here`);
  if (mod !== "" && slash === undefined) throw new Error(`${where}: '${mod}' without a ModRM byte`);
  return {
    text,
    prefix,
    map: first === "0F" ? 1 : 0,
    opcode: Number.parseInt(opcode, 16),
    span: span as 1 | 8 | 16,
    hasModrm: slash !== undefined || second !== undefined,
    digit: slash === undefined || slash === "/r" ? undefined : Number(slash[1]),
    second: second === undefined ? undefined : Number.parseInt(second, 16),
    mod: mod as "" | "mem" | "reg",
    immediates,
    lock,
  };
}

/** Whether `row` is the encoding of this opcode with this ModRM byte and this prefix. */
export function matchesIa32(row: Ia32Row, map: number, opcode: number, modrm: number, prefix: Mandatory): boolean {
  if (row.map !== map || opcode < row.opcode || opcode >= row.opcode + row.span) return false;
  if (row.prefix !== "" && (row.prefix === "NP" ? "" : row.prefix) !== prefix) return false;
  if (row.second !== undefined && row.second !== modrm) return false;
  if (row.digit !== undefined && row.digit !== ((modrm >> 3) & 7)) return false;
  return row.mod === "" || (row.mod === "reg") === modrm >= 0xc0;
}
