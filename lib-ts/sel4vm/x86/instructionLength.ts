/** How many bytes an IA32 instruction has. SDM volume 2, chapter 2 and appendix A. */

/** What decides the length besides the bytes. */
export interface CodeSize {
  /** CS.D: operands and addresses have 32 bits unless a prefix says otherwise. */
  readonly big: boolean;
}

/** What follows an opcode. `z`: as wide as the operand; `a`: as the address; `p`: a far pointer. */
type Immediate = "" | "b" | "w" | "z" | "a" | "p" | "wb";

const PREFIXES = new Set([0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3]);
const OPERAND_SIZE = 0x66;
const ADDRESS_SIZE = 0x67;

/** A list of opcodes and of ranges of them, "0-3 8". */
function opcodes(list: string): ReadonlySet<number> {
  const all = list.split(" ").flatMap((item) => {
    const [first, last = first] = item.split("-").map((digits) => Number.parseInt(digits, 16));
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
  return new Set(all);
}

const MODRM = opcodes(
  "0-3 8-b 10-13 18-1b 20-23 28-2b 30-33 38-3b 62-63 69 6b 80-8f c0-c1 c4-c7 d0-d3 d8-df f6-f7 fe-ff",
);
const NO_MODRM_0F = opcodes("5-b e 30-37 77 80-8f a0-a2 a8-aa c8-cf");
const IMMEDIATES: readonly [Immediate, ReadonlySet<number>][] = [
  ["b", opcodes("4 c 14 1c 24 2c 34 3c 6a-6b 70-80 82-83 a8 b0-b7 c0-c1 c6 cd d4-d5 e0-e7 eb")],
  ["z", opcodes("5 d 15 1d 25 2d 35 3d 68-69 81 a9 b8-bf c7 e8-e9")],
  ["w", opcodes("c2 ca")],
  ["a", opcodes("a0-a3")],
  ["p", opcodes("9a ea")],
  ["wb", opcodes("c8")],
];
const IMMEDIATES_0F: readonly [Immediate, ReadonlySet<number>][] = [
  ["b", opcodes("f 70-73 a4 ac ba c2 c4-c6")],
  ["z", opcodes("80-8f")],
];

/**
 * Length of the instruction whose bytes `byteAt` gives, counted from its first. Of bytes that are no instruction, the length that
 * the form of the opcode map gives them.
 */
export function instructionLength(byteAt: (index: number) => number, { big }: CodeSize): number {
  let at = 0;
  let wide = big;
  let long = big;
  for (; PREFIXES.has(byteAt(at)) && at < 14; at++) {
    if (byteAt(at) === OPERAND_SIZE) wide = !big;
    if (byteAt(at) === ADDRESS_SIZE) long = !big;
  }
  const opcode = byteAt(at++);
  if (opcode === 0x0f) return twoByte(byteAt, at, wide, long);
  const form = MODRM.has(opcode) ? at : undefined;
  let immediate = find(IMMEDIATES, opcode);
  if (form !== undefined) at += modRmLength(byteAt, at, long);
  // Group 3: TEST has an immediate, its neighbours have none.
  if (form !== undefined && (opcode & 0xfe) === 0xf6 && ((byteAt(form) >> 3) & 6) === 0)
    immediate = opcode & 1 ? "z" : "b";
  return at + immediateLength(immediate, wide, long);
}

function twoByte(byteAt: (index: number) => number, first: number, wide: boolean, long: boolean): number {
  let at = first;
  const opcode = byteAt(at++);
  let immediate = find(IMMEDIATES_0F, opcode);
  if (opcode === 0x38 || opcode === 0x3a) {
    at++;
    if (opcode === 0x3a) immediate = "b";
  }
  if (!NO_MODRM_0F.has(opcode)) at += modRmLength(byteAt, at, long);
  return at + immediateLength(immediate, wide, long);
}

function find(list: readonly [Immediate, ReadonlySet<number>][], opcode: number): Immediate {
  return list.find(([, members]) => members.has(opcode))?.[0] ?? "";
}

/** ModR/M, SIB and displacement. Tables 2-1 to 2-3. */
function modRmLength(byteAt: (index: number) => number, at: number, long: boolean): number {
  const mod = byteAt(at) >> 6;
  const rm = byteAt(at) & 7;
  if (mod === 3) return 1;
  if (!long) return 1 + (mod === 1 ? 1 : mod === 2 || rm === 6 ? 2 : 0);
  const sib = rm === 4 ? 1 : 0;
  const base = sib ? byteAt(at + 1) & 7 : rm;
  return 1 + sib + (mod === 1 ? 1 : mod === 2 || base === 5 ? 4 : 0);
}

function immediateLength(immediate: Immediate, wide: boolean, long: boolean): number {
  switch (immediate) {
    case "b":
      return 1;
    case "w":
      return 2;
    case "wb":
      return 3;
    case "z":
      return wide ? 4 : 2;
    case "a":
      return long ? 4 : 2;
    case "p":
      return wide ? 6 : 4;
    default:
      return 0;
  }
}
