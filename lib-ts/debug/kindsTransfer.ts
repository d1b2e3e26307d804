/**
 * Template kinds of load and store mnemonics and of the registers that they transfer.
 *
 *   ldr ldur ldtr   fields size, opc: `strb`, `ldrsw`, `ldurh`, ...; unallocated pairs are
 *   Rt         fields t, size, opc: the register of those
 *   Rz         fields t, size: w register below 64 bits
 *   bh         size (2 bits): `b`, `h` or nothing
 *   stld       one bit: `st` or `ld`;  stldo: the same from the low bit of opc
 *   acquire release   one bit: `a`, `l` or nothing
 *   Ft         fields t, size, opc: b, h, s, d or q register
 *   Fpair      fields t, f: s, d or q register
 */
import { register } from "./kindsInteger.ts";
import type { Kind, Kinds } from "./template.ts";

const SUFFIXES = ["b", "h", "", ""];

/** `form`: what follows `st`, `ld`. opc 2 sign-extends to 64 bits, opc 3 to 32; prefetches have rows of their own. */
const transfer =
  (form: string): Kind =>
  ([size, opc]) => {
    if (opc.value === 0) return `st${form}${SUFFIXES[size.value]}`;
    if (opc.value === 1) return `ld${form}${SUFFIXES[size.value]}`;
    if (size.value + opc.value > 4) return undefined;
    return `ld${form}s${["b", "h", "w"][size.value]}`;
  };

export const kindsTransfer: Kinds = {
  ldr: transfer("r"),
  ldur: transfer("ur"),
  ldtr: transfer("tr"),
  Rt: ([t, size, opc]) => register(t.value, opc.value === 2 || size.value === 3, "zr"),
  Rz: ([t, size]) => register(t.value, size.value === 3, "zr"),
  bh: ([z]) => SUFFIXES[z.value],
  stld: ([l]) => (l.value === 1 ? "ld" : "st"),
  stldo: ([opc]) => ((opc.value & 1) === 1 ? "ld" : "st"),
  acquire: ([a]) => (a.value === 1 ? "a" : ""),
  release: ([a]) => (a.value === 1 ? "l" : ""),
  Ft: ([t, size, opc]) => {
    if (opc.value < 2) return `${["b", "h", "s", "d"][size.value]}${t.value}`;
    return size.value === 0 ? `q${t.value}` : undefined;
  },
  Fpair: ([t, f]) => (f.value === 3 ? undefined : `${["s", "d", "q"][f.value]}${t.value}`),
};
