/**
 * The micro-ops of x87.ir as regions write them out: core-as/fp/x87/fast.ts and core-as/exec/functions/x87.ts in the notation of
 * inlineText.ts, for normal numbers, 64 bits and rounding to nearest. Everything else calls the function, before anything has
 * changed.
 */
import {
  X87_CONTROL,
  X87_EXPONENT,
  X87_NOTED,
  X87_NOTED_ADDRESS,
  X87_NOTED_DATA,
  X87_NOTED_DATA_ADDRESS,
  X87_REGISTERS,
  X87_STATUS,
  X87_TAGS,
  X87_TOP,
} from "../../../core-as/fp/x87/layout.ts";
import { PRODUCT, ROUNDED, SUM } from "./x87/texts.ts";

const HEAD = X87_REGISTERS + X87_EXPONENT;
const C1 = 0x200;

/** `name`: the address of ST(i) less X87_REGISTERS; `full`: whether it is full, in bit 0. */
const register = (name: string, i: string, full: string) =>
  `top ${i} i32.add 7 i32.and index= vcpu index 4 i32.shl i32.add ${name}= tags index i32.shr_u ${full}=`;
const STACK = `vcpu load32:${X87_TOP} top= vcpu load32:${X87_TAGS} tags=`;
const TOP_REGISTER = register("a", "0", "full");
const BOTH = `${STACK} ${TOP_REGISTER} ${register("b", "packed", "other")} full other i32.and full=`;
const NEAREST = `vcpu load32:${X87_CONTROL} 0xf00 i32.and 0x300 i32.eq`;
/** ST(0) and the other operand are full and normal, and the result is in range. */
const USABLE = `full 1 i32.and ${NEAREST} i32.and x y i64.and 0L i64.lt_s i32.and
  ha 0x7fff i32.and 1 i32.sub 0x7ffe i32.lt_u i32.and hb 0x7fff i32.and 1 i32.sub 0x7ffe i32.lt_u i32.and
  e 1 i32.sub 0x7ffd i32.lt_u i32.and hi 0L i64.lt_s i32.and`;
const load = (name: string, head: string, significand: string) =>
  `${name} load16:${HEAD} ${head}= ${name} load64:${X87_REGISTERS} ${significand}=`;

const NOTE = `vcpu packed store32:${X87_NOTED}
  vcpu pc packed 11 i32.shr_u 0xfff i32.and i32.add store32:${X87_NOTED_ADDRESS}`;
const NOTE_MEMORY = `${NOTE} vcpu packed store32:${X87_NOTED_DATA} vcpu address store32:${X87_NOTED_DATA_ADDRESS}`;
const CLEAR_C1 = `vcpu vcpu load32:${X87_STATUS} ${-1 - C1} i32.and store32:${X87_STATUS}`;
/** PE in bit 5 and C1 in bit 9. */
const status = (inexact: string, up: string) =>
  `vcpu vcpu load32:${X87_STATUS} ${-1 - C1} i32.and ${inexact} 5 i32.shl i32.or ${up} 9 i32.shl i32.or store32:${X87_STATUS}`;

/** Rounds sign, e, hi:lo, and stores to `dest`. */
const round = (dest: string) => `
  ${ROUNDED} ${dest} head store16:${HEAD} ${dest} significand store64:${X87_REGISTERS}
  ${status("lo 0L i64.ne", "up")}`;
const POP = `
  vcpu tags 1 top i32.shl -1 i32.xor i32.and store32:${X87_TAGS}
  vcpu top 1 i32.add 7 i32.and store32:${X87_TOP}`;
const POP_IF_SAID = `packed 0x200 i32.and if ${POP} end`;
const DEST = "b a packed 0x400 i32.and select.i32 dest=";

/** Signs of FADD, FSUB and FSUBR: which operand is negated. */
const SIGNS = `
  packed 0x20 i32.and 10 i32.shl minus=
  ha minus 0 packed 8 i32.and select.i32 i32.xor ha=
  hb 0 minus packed 8 i32.and select.i32 i32.xor hb=`;
/** The operand in memory as hb:y: a double, or a single; `full` is cleared for what is not normal. */
const OPERAND = `
  packed 0x400 i32.and if
    value 52L i64.shr_u i32.wrap_i64 0x7ff i32.and eb=
    full eb 1 i32.sub 0x7fe i32.lt_u i32.and full=
    value 48L i64.shr_u i32.wrap_i64 0x8000 i32.and eb 0x3c00 i32.add i32.or hb=
    value 11L i64.shl 0x8000000000000000L i64.or y=
  else
    value 23L i64.shr_u i32.wrap_i64 0xff i32.and eb=
    full eb 1 i32.sub 0xfe i32.lt_u i32.and full=
    value 16L i64.shr_u i32.wrap_i64 0x8000 i32.and eb 0x3f80 i32.add i32.or hb=
    value 40L i64.shl 0x8000000000000000L i64.or y=
  end`;

const arithmetic = (name: string, before: string, calculation: string) => `
x87${name} vcpu pc packed |
  ${BOTH} ${load("a", "ha", "x")} ${load("b", "hb", "y")} ${before} ${calculation} |
  ${USABLE} | ${NOTE} ${DEST} ${round("dest")} ${POP_IF_SAID} 0
x87${name}Memory vcpu pc value address packed |
  ${STACK} ${TOP_REGISTER} ${load("a", "ha", "x")} ${OPERAND} ${before} ${calculation} |
  ${USABLE} | ${NOTE_MEMORY} ${round("a")} 0`;

/** Pushes head:y where the place is free. */
const pushed = (valid: string) => `
  full 1 i32.and i32.eqz ${valid} i32.and |
  ${NOTE_MEMORY}
  a head store16:${HEAD} a y store64:${X87_REGISTERS}
  vcpu index store32:${X87_TOP} vcpu tags 1 index i32.shl i32.or store32:${X87_TAGS}
  ${CLEAR_C1} 0`;
const NEW_TOP = `${STACK} ${register("a", "7", "full")}`;

const LOADS = `
x87LoadDouble vcpu pc value address packed |
  ${NEW_TOP} value 52L i64.shr_u i32.wrap_i64 0x7ff i32.and e=
  value 48L i64.shr_u i32.wrap_i64 0x8000 i32.and e 0x3c00 i32.add i32.or head=
  value 11L i64.shl 0x8000000000000000L i64.or y= |
  ${pushed("e 1 i32.sub 0x7fe i32.lt_u")}
x87LoadSingle vcpu pc value address packed |
  ${NEW_TOP} value 23L i64.shr_u i32.wrap_i64 0xff i32.and e=
  value 16L i64.shr_u i32.wrap_i64 0x8000 i32.and e 0x3f80 i32.add i32.or head=
  value 40L i64.shl 0x8000000000000000L i64.or y= |
  ${pushed("e 1 i32.sub 0xfe i32.lt_u")}`;

/** ST(0) in a shorter format: `bits` are cut off its significand, `bias` is taken off its exponent. */
const stored = (name: string, bits: number, bias: number, largest: number, result: string) => `
x87Store${name} vcpu pc address packed |
  ${STACK} ${TOP_REGISTER} ${load("a", "ha", "x")}
  ha 0x7fff i32.and ${bias} i32.sub e=
  x ${2 ** bits - 1}L i64.and rest= x ${bits}L i64.shr_u hi=
  rest ${2 ** (bits - 1)}L hi 1L i64.and i64.sub i64.gt_u up= |
  full 1 i32.and vcpu load32:${X87_CONTROL} 0xc00 i32.and i32.eqz i32.and x 0L i64.lt_s i32.and
  e 1 i32.sub ${largest} i32.lt_u i32.and |
  ${NOTE_MEMORY} ${status("rest 0L i64.ne", "up")}
  ${result}`;
const STORES = `
${stored(
  "Double",
  11,
  0x3c00,
  0x7fd,
  `ha 0x8000 i32.and i64.extend_i32_u 48L i64.shl e i64.extend_i32_u 52L i64.shl hi 0xfffffffffffffL i64.and i64.or
  up i64.extend_i32_u i64.add i64.or`,
)}
${stored(
  "Single",
  40,
  0x3f80,
  0xfd,
  `ha 0x8000 i32.and i64.extend_i32_u 16L i64.shl e i64.extend_i32_u 23L i64.shl hi 0x7fffffL i64.and i64.or
  up i64.extend_i32_u i64.add i64.or`,
)}`;

const MOVES = `
x87Exchange vcpu pc packed |
  ${BOTH} ${load("a", "ha", "x")} ${load("b", "hb", "y")} | full 1 i32.and |
  ${NOTE} ${CLEAR_C1} a hb store16:${HEAD} a y store64:${X87_REGISTERS} b ha store16:${HEAD} b x store64:${X87_REGISTERS} 0
x87LoadRegister vcpu pc packed |
  ${STACK} ${register("b", "packed", "other")} ${register("a", "7", "full")} ${load("b", "head", "y")} |
  full -1 i32.xor other i32.and 1 i32.and |
  ${NOTE} a head store16:${HEAD} a y store64:${X87_REGISTERS}
  vcpu index store32:${X87_TOP} vcpu tags 1 index i32.shl i32.or store32:${X87_TAGS} ${CLEAR_C1} 0
x87StoreRegister vcpu pc packed |
  ${STACK} ${TOP_REGISTER} ${register("b", "packed", "other")} ${load("a", "ha", "x")} | full 1 i32.and |
  ${NOTE} ${CLEAR_C1} b ha store16:${HEAD} b x store64:${X87_REGISTERS}
  tags 1 index i32.shl i32.or tags= vcpu tags store32:${X87_TAGS}
  packed 8 i32.and if ${POP} end 0
x87ChangeSign vcpu pc packed |
  ${STACK} ${TOP_REGISTER} | full 1 i32.and |
  ${NOTE} ${CLEAR_C1} a load16:${HEAD} ha= a ha 0x7fff i32.and ha 0x8000 i32.xor packed 1 i32.and select.i32 store16:${HEAD} 0`;

export const X87_INLINES = [
  arithmetic("Add", SIGNS, `${SUM} e 0 distance 64 i32.lt_u select.i32 e=`),
  arithmetic("Multiply", "", PRODUCT),
  LOADS,
  STORES,
  MOVES,
].join("\n");
