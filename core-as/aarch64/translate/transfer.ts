/** What the loads and stores of one integer register share: which micro-op a size and an opc mean. */
import { Ir } from "../../ir/emit.gen";
import { X } from "../registers";

/** opc of the load and store classes. */
const STORE: u32 = 0;
const LOAD: u32 = 1;
const LOAD_SIGNED_64: u32 = 2;

/** Whether size and opc name a transfer: there is nothing to sign-extend to 64 bits from 64, to 32 from 32. */
export function transferAllocated(size: u32, opc: u32): bool {
  return opc <= LOAD || size + opc <= 4;
}

export function isStore(opc: u32): bool {
  return opc == STORE;
}

/** Emits the load or store of register `t` at the address in slot `a` plus `offset`, through the cache in slot `tc`. */
export function transfer(size: u32, opc: u32, t: u32, a: u32, offset: i64, tc: u32): void {
  if (opc == STORE) storeFrom(size, X.from(t), a, offset, tc);
  else if (opc == LOAD) loadTo(size, X.to(t), a, offset, tc);
  else if (opc == LOAD_SIGNED_64) loadSigned64(size, X.to(t), a, offset, tc);
  else if (size == 0) Ir.ldS8I32(X.to(t), a, offset, tc);
  else Ir.ldS16I32(X.to(t), a, offset, tc);
}

function storeFrom(size: u32, d: u32, a: u32, offset: i64, tc: u32): void {
  switch (size) {
    case 0:
      return Ir.st8(d, a, offset, tc);
    case 1:
      return Ir.st16(d, a, offset, tc);
    case 2:
      return Ir.st32(d, a, offset, tc);
    default:
      return Ir.st64(d, a, offset, tc);
  }
}

function loadTo(size: u32, d: u32, a: u32, offset: i64, tc: u32): void {
  switch (size) {
    case 0:
      return Ir.ldU8(d, a, offset, tc);
    case 1:
      return Ir.ldU16(d, a, offset, tc);
    case 2:
      return Ir.ldU32(d, a, offset, tc);
    default:
      return Ir.ldI64(d, a, offset, tc);
  }
}

function loadSigned64(size: u32, d: u32, a: u32, offset: i64, tc: u32): void {
  switch (size) {
    case 0:
      return Ir.ldS8I64(d, a, offset, tc);
    case 1:
      return Ir.ldS16I64(d, a, offset, tc);
    default:
      return Ir.ldS32I64(d, a, offset, tc);
  }
}
