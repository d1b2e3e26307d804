/**
 * Implicit accesses to the stack: SS:ESP, or SS:SP where SS.B is clear. SDM volume 1, 6.2.
 *
 * ESP moves only when the caller says so, behind the last access that may fault.
 */
import { Ir } from "../ir/emit.gen";
import { Insn } from "./instruction";
import { Memory, Operand, Temporary } from "./operand";
import { Context, Gpr, Reg, Segment } from "./state";

const TOP: u32 = 14;

export abstract class Stack {
  /** Makes `Memory` the place `distance` bytes from the top of the stack. */
  static at(distance: i32): void {
    Stack.from(Reg.slot(Gpr.Esp), distance);
  }

  /** As `at`, relative to the stack offset in `pointer`. */
  static from(pointer: u32, distance: i32): void {
    Memory.slot = pointer;
    Memory.offset = distance;
    if (!Insn.has(Context.Stack32)) {
      const top = Temporary.at(TOP);
      if (distance != 0) Ir.addiI32(top, pointer, distance);
      Ir.andiI32(top, distance != 0 ? top : pointer, 0xffff);
      Memory.slot = top;
      Memory.offset = 0;
    }
    Memory.inSegment(Segment.Ss, !Insn.has(Context.Stack32));
  }

  /** Stores `value`, `size` bytes, `distance` bytes from the top. */
  static write(value: u32, size: u32, distance: i32): void {
    Stack.at(distance);
    Memory.write(value, size);
  }

  /** Loads into `d`, zero-extended. */
  static read(d: u32, size: u32, distance: i32): void {
    Stack.at(distance);
    Memory.read(d, size);
  }

  /** Moves the top. */
  static move(distance: i32): void {
    const esp = Reg.slot(Gpr.Esp);
    if (Insn.has(Context.Stack32)) return Ir.addiI32(esp, esp, distance);
    Ir.addiI32(Temporary.at(TOP), esp, distance);
    Ir.mergeI32(esp, esp, Temporary.at(TOP), 0xffff);
  }

  /** ESP (SP) = `value`. */
  static set(value: u32): void {
    Operand.setRegister(Gpr.Esp, Insn.has(Context.Stack32) ? 4 : 2, value);
  }

  /** Pushes the low `size` bytes of `value`. */
  static push(value: u32, size: u32): void {
    Stack.write(value, size, -(<i32>size));
    Stack.move(-(<i32>size));
  }

  /** Pops `size` bytes into the temporary `d`, zero-extended. */
  static pop(d: u32, size: u32): void {
    Stack.read(d, size, 0);
    Stack.move(<i32>size);
  }
}
