/**
 * Template kinds of loads, stores and branches of A32 and T32.
 *
 *   byte            `b` when set; byteHalfword: `h` when set, else `b`; nonZero: `n` when set
 *   off1 off2 off4  `, #8`: unsigned offset in units of that many bytes; nothing for 0
 *   offset offset4  fields up, offset: `, #-8`; nothing for +0. In units of 1 or 4 bytes
 *   indexed indexed4   the same, but always there, for pre- and post-indexed forms
 *   minus           `-` unless the one-bit field (up) is set
 *   literal literal4   fields up, offset: ` @ 0x8010`, the address that PC and the offset make; without a field up, upwards
 *   literalBelow    the same downwards
 *   literalOfPc4    fields base register, up, offset: the same when the base is PC
 *   above below     a modified immediate of A32's ADR: the address so far above or below PC
 *   rel2 rel4       a signed distance in units of 2 or 4 bytes, of joined fields: the target's address
 *   forward         an unsigned distance in units of 2 bytes: the target's address
 *   relT32          fields S, J1, J2, rest: target of the long branches of T32; relExchange: the same of BLX, in words
 *   single          `{r4}`: a list of one register
 *   registers       a bit for each register: `{r0, r4, lr}`; a field before it stands for lr
 *   registersPop    the same, but the field before stands for pc; registersPc: with pc always
 *   writeBack       `!` when set
 *   writeBackUnlessLoaded   fields base register, registers: `!` unless the base is among them
 *   blockMode       fields before, up: `ia`, `db`, ...
 */
import { signed } from "../kindsInteger.ts";
import { type FieldValue, type Instruction, joined, type Kind, type Kinds } from "../template.ts";
import { expandA32, register } from "./kindsInteger.ts";

const LR = 14;
const PC = 15;

function address(value: bigint): string {
  return `0x${BigInt.asUintN(32, value).toString(16)}`;
}

/** The base of addresses relative to PC: PC, aligned. DDI 0487 F1.4.1. */
const base = ({ pc }: Instruction) => pc & ~3n;

const unsignedOffset =
  (unit: number): Kind =>
  ([i]) =>
    i.value === 0 ? "" : `, #${unit * i.value}`;

const indexed =
  (unit: number): Kind =>
  ([up, i]) =>
    `, #${up.value === 1 ? "" : "-"}${unit * i.value}`;

const offset =
  (unit: number): Kind =>
  (fields, instruction) =>
    fields[0].value === 1 && fields[1].value === 0 ? "" : indexed(unit)(fields, instruction);

/** How far above PC, from fields up and offset, or offset alone. */
function distance(fields: readonly FieldValue[], unit: number): bigint {
  const bytes = BigInt(unit * fields[fields.length - 1].value);
  return fields.length > 1 && fields[0].value === 0 ? -bytes : bytes;
}

const literal =
  (unit: number): Kind =>
  (fields, instruction) =>
    ` @ ${address(base(instruction) + distance(fields, unit))}`;

const relative =
  (unit: number): Kind =>
  (fields, { pc }) => {
    const { value, width } = joined(fields);
    return address(pc + BigInt(unit * signed(value, width)));
  };

/** S:I1:I2:rest, where I1 and I2 are J1 and J2, inverted when S is not set. DDI 0487 F5.1.19. */
function longDistance([s, j1, j2, rest]: readonly FieldValue[]): number {
  const inverted = (j: FieldValue) => ({ value: j.value ^ s.value ^ 1, width: 1 });
  const { value, width } = joined([s, inverted(j1), inverted(j2), rest]);
  return signed(value, width);
}

function registerList(bits: number): string {
  const names = Array.from({ length: 16 }, (_, n) => n).filter((n) => ((bits >> n) & 1) !== 0);
  return `{${names.map(register).join(", ")}}`;
}

/** A list whose field before the others stands for register `extra`. */
const registers =
  (extra: number): Kind =>
  (fields) => {
    const list = fields[fields.length - 1].value;
    return registerList(fields.length > 1 ? list | (fields[0].value << extra) : list);
  };

export const kindsTransfer: Kinds = {
  byte: ([b]) => (b.value === 1 ? "b" : ""),
  byteHalfword: ([h]) => (h.value === 1 ? "h" : "b"),
  nonZero: ([z]) => (z.value === 1 ? "n" : ""),
  off1: unsignedOffset(1),
  off2: unsignedOffset(2),
  off4: unsignedOffset(4),
  offset: offset(1),
  offset4: offset(4),
  indexed: indexed(1),
  indexed4: indexed(4),
  minus: ([up]) => (up.value === 1 ? "" : "-"),
  literal: literal(1),
  literal4: literal(4),
  literalBelow: ([i], instruction) => ` @ ${address(base(instruction) - BigInt(i.value))}`,
  literalOfPc4: ([n, ...fields], instruction) => (n.value === PC ? literal(4)(fields, instruction) : ""),
  above: ([i], instruction) => ` @ ${address(base(instruction) + BigInt(expandA32(i.value)))}`,
  below: ([i], instruction) => ` @ ${address(base(instruction) - BigInt(expandA32(i.value)))}`,
  rel2: relative(2),
  rel4: relative(4),
  forward: (fields, { pc }) => address(pc + BigInt(2 * joined(fields).value)),
  relT32: (fields, { pc }) => address(pc + BigInt(2 * longDistance(fields))),
  relExchange: (fields, instruction) => address(base(instruction) + BigInt(4 * longDistance(fields))),
  single: ([t]) => `{${register(t.value)}}`,
  registers: registers(LR),
  registersPop: registers(PC),
  registersPc: ([list]) => registerList(list.value | (1 << PC)),
  writeBack: ([w]) => (w.value === 1 ? "!" : ""),
  writeBackUnlessLoaded: ([n, list]) => (((list.value >> n.value) & 1) === 0 ? "!" : ""),
  blockMode: ([before, up]) => (up.value === 1 ? "i" : "d") + (before.value === 1 ? "b" : "a"),
};
