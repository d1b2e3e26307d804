/** x87 FPU: arithmetic and transfers. SDM volume 1, 8.3. Control instructions: x87Control.ts. */

import { X87_TOP } from "../../fp/x87/layout";
import { FORMAT_SHIFT, Format, HERE_SHIFT, NOTED, SEGMENT_SHIFT } from "../../fp/x87/packed";
import { sizeOf } from "../../fp/x87/store";
import { Call, Jump } from "../../ir/emit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, SLOT_PC } from "../../layout";
import { emitRaise } from "../emitException";
import { NO_ERROR_CODE } from "../exception";
import { Insn } from "../instruction";
import { Memory, Temporary } from "../operand";
import { Context, Vector } from "../state";
import { x87CompareToFlags, x87Memory, x87MoveIf, x87Register } from "../x87/arithmetic";
import { POPS, x87Load, x87Store } from "../x87/transfer";

const VALUE: u32 = 0;
const UPPER: u32 = 1;
const ADDRESS: u32 = 2;

/** Whether the instruction raises #NM: CR0.EM or CR0.TS. */
export function x87Unavailable(): bool {
  if ((Insn.context & (Context.Em | Context.Ts)) == 0) return false;
  emitRaise(Vector.NM, NO_ERROR_CODE);
  return true;
}

/** Whether an exception may wait, or come: then functions that can leave the block do the work. */
function traps(): bool {
  return Insn.has(Context.X87Traps);
}

/** See fp/x87/packed.ts. */
function packed(): u32 {
  const opcode = ((Insn.opcode & 7) << 8) | Insn.modrm;
  return opcode | ((<u32>Jump.here()) << HERE_SHIFT) | (Insn.segment << SEGMENT_SHIFT) | NOTED;
}

/** Emits the linear address of the memory operand. @returns its slot, where `Memory` points, too */
export function x87Address(): u32 {
  Memory.address();
  if (Memory.offset != 0) {
    Ir.addiI32(Temporary.at(ADDRESS), Memory.slot, Memory.offset);
    Memory.slot = Temporary.at(ADDRESS);
    Memory.offset = 0;
  }
  return Memory.slot;
}

/** Everything that has registers as operands only. */
export function x87Registers(): void {
  if (x87Unavailable()) return;
  if (traps()) Call.system(x87Register.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, packed());
  else Ir.x87Register(SLOT_DISCARD, SLOT_PC, packed());
}

/** FADD, FSUB, FSUBR of registers. */
export function x87AddRegisters(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Add(SLOT_DISCARD, SLOT_PC, packed());
}

/** FMUL of registers. */
export function x87MultiplyRegisters(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Multiply(SLOT_DISCARD, SLOT_PC, packed());
}

/** FDIV, FDIVR of registers. */
export function x87DivideRegisters(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Divide(SLOT_DISCARD, SLOT_PC, packed());
}

/** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ. */
export function x87PushConstant(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Constant(SLOT_DISCARD, SLOT_PC, packed());
}

/** FXCH. */
export function x87ExchangeRegisters(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Fxch(SLOT_DISCARD, SLOT_PC, packed());
}

/** FLD ST(i). */
export function x87PushRegister(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Fld(SLOT_DISCARD, SLOT_PC, packed());
}

/** FST and FSTP ST(i). */
export function x87CopyRegister(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Fst(SLOT_DISCARD, SLOT_PC, packed());
}

/** FCHS and FABS. */
export function x87Sign(): void {
  if (traps()) return x87Registers();
  if (!x87Unavailable()) Ir.x87Sign(SLOT_DISCARD, SLOT_PC, packed());
}

/** FADD .. FIDIVR with an operand in memory of `size` bytes. */
export function x87WithMemory(size: u32): void {
  if (x87Unavailable()) return;
  const address = x87Address();
  const value = Temporary.at(VALUE);
  Memory.read(value, size);
  if (traps()) return Call.system(x87Memory.index, SLOT_DISCARD, value, address, packed());
  const isFloat = (Insn.opcode & 2) == 0;
  const op = Insn.reg;
  if (!isFloat || op == 2 || op == 3) Ir.x87Memory(SLOT_DISCARD, SLOT_PC, value, address, packed());
  else if (op == 1) Ir.x87Mulmem(SLOT_DISCARD, SLOT_PC, value, address, packed());
  else if (op > 5) Ir.x87Divmem(SLOT_DISCARD, SLOT_PC, value, address, packed());
  else Ir.x87Addmem(SLOT_DISCARD, SLOT_PC, value, address, packed());
}

/** FLD, FILD, FBLD of a format. */
export function x87LoadMemory(format: u32): void {
  if (x87Unavailable()) return;
  const address = x87Address();
  const size = sizeOf(format);
  const value = Temporary.at(VALUE);
  const number = packed() | (format << FORMAT_SHIFT);
  Memory.read(value, min(size, 8));
  if (size > 8) Memory.read(Temporary.at(UPPER), 2, 8);
  if (traps() || size > 8) {
    const upper = size > 8 ? Temporary.at(UPPER) : SLOT_DISCARD;
    Call.system(x87Load.index, upper, value, address, number);
  } else if (format == Format.Double) Ir.x87Load64(SLOT_DISCARD, SLOT_PC, value, address, number);
  else if (format == Format.Single) Ir.x87Load32(SLOT_DISCARD, SLOT_PC, value, address, number);
  else Ir.x87Loadint(SLOT_DISCARD, SLOT_PC, value, address, number);
}

/** FST, FIST, FBSTP of a format. */
export function x87StoreMemory(format: u32, pops: u32): void {
  if (x87Unavailable()) return;
  const address = x87Address();
  const number = packed() | (format << FORMAT_SHIFT);
  const size = sizeOf(format);
  if (traps() || size > 8) {
    Call.system(x87Store.index, SLOT_DISCARD, address, Memory.cache, number | (pops != 0 ? POPS : 0));
    return;
  }
  // Flags are set before the access: should it fault, the instruction sets the same ones again.
  const value = Temporary.at(VALUE);
  if (format == Format.Double) Ir.x87Store64(value, SLOT_PC, address, number);
  else if (format == Format.Single) Ir.x87Store32(value, SLOT_PC, address, number);
  else Ir.x87Storeint(value, SLOT_PC, address, number);
  Memory.write(value, size);
  if (pops != 0) Ir.x87Pop(X87_TOP, X87_TOP);
}

/** FCMOVcc: the condition, tttn. */
export function x87ConditionalMove(condition: u32): void {
  if (x87Unavailable()) return;
  const holds = Temporary.at(VALUE);
  Ir.setIa32(holds, condition);
  if (traps()) Call.system(x87MoveIf.index, SLOT_DISCARD, holds, SLOT_DISCARD, packed());
  else Ir.x87Movif(SLOT_DISCARD, SLOT_PC, holds, packed());
}

/** FCOMI, FCOMIP, FUCOMI, FUCOMIP. */
export function x87CompareFlags(): void {
  if (x87Unavailable()) return;
  const flags = Temporary.at(VALUE);
  if (traps()) Call.system(x87CompareToFlags.index, flags, SLOT_DISCARD, SLOT_DISCARD, packed());
  else Ir.x87Comi(flags, SLOT_PC, packed());
  Ir.eflagsSet(flags);
}
