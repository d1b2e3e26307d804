/**
 * How the x87 FPU's registers are reached; layout.ts says where they are.
 *
 * BOUNDS: `v` is a vCPU's base; register numbers are taken modulo 8; every offset is a field of its structure.
 */
import {
  EXCEPTIONS,
  Sw,
  X87_CONTROL,
  X87_FCS,
  X87_FDP,
  X87_FDS,
  X87_FIP,
  X87_NOTED,
  X87_NOTED_DATA,
  X87_OPCODE,
  X87_REGISTER_SIZE,
  X87_REGISTERS,
  X87_STATUS,
  X87_TAGS,
  X87_TOP,
} from "./layout";

export * from "./layout";

/** What X87_STATUS holds. */
const STATUS_KEPT: u32 = 0x477f;
/** Bits of the control word that can be written; bit 6 reads one. */
const CONTROL_WRITABLE: u32 = 0x1f3f;
const CONTROL_FIXED: u32 = 0x40;

/** Access to the registers. */
@final
export abstract class X87 {
  /** Address of physical register Rn. */
  @inline static physical(v: usize, n: u32): usize {
    return v + X87_REGISTERS + ((n & 7) << 4);
  }
  /** Address of ST(i). */
  @inline static st(v: usize, i: u32): usize {
    return X87.physical(v, load<u32>(v, X87_TOP) + i);
  }
  /** Whether ST(i) is empty. */
  @inline static isEmpty(v: usize, i: u32): bool {
    return ((load<u32>(v, X87_TAGS) >> ((load<u32>(v, X87_TOP) + i) & 7)) & 1) == 0;
  }
  @inline static fill(v: usize, i: u32): void {
    store<u32>(v, load<u32>(v, X87_TAGS) | (1 << ((load<u32>(v, X87_TOP) + i) & 7)), X87_TAGS);
  }
  @inline static empty(v: usize, i: u32): void {
    store<u32>(v, load<u32>(v, X87_TAGS) & ~(1 << ((load<u32>(v, X87_TOP) + i) & 7)), X87_TAGS);
  }
  /** TOP moves down, and the new ST(0) counts as full. */
  @inline static push(v: usize): void {
    const top = (load<u32>(v, X87_TOP) - 1) & 7;
    store<u32>(v, top, X87_TOP);
    store<u32>(v, load<u32>(v, X87_TAGS) | (1 << top), X87_TAGS);
  }
  /** ST(0) becomes empty, and TOP moves up. */
  @inline static pop(v: usize): void {
    const top = load<u32>(v, X87_TOP);
    store<u32>(v, load<u32>(v, X87_TAGS) & ~(1 << top), X87_TAGS);
    store<u32>(v, (top + 1) & 7, X87_TOP);
  }

  /** Whether an exception that is not masked waits: the next waiting instruction raises #MF. */
  @inline static isPending(v: usize): bool {
    return (load<u32>(v, X87_STATUS) & ~load<u32>(v, X87_CONTROL) & EXCEPTIONS) != 0;
  }
  /** Whether the control word masks all exceptions. */
  @inline static masksAll(v: usize): bool {
    return (load<u32>(v, X87_CONTROL) & EXCEPTIONS) == EXCEPTIONS;
  }
  /** The status word as instructions store it. */
  static statusWord(v: usize): u32 {
    const waiting: u32 = X87.isPending(v) ? Sw.ES | Sw.B : 0;
    return load<u32>(v, X87_STATUS) | (load<u32>(v, X87_TOP) << 11) | waiting;
  }
  static setStatusWord(v: usize, word: u32): void {
    store<u32>(v, word & STATUS_KEPT, X87_STATUS);
    store<u32>(v, (word >> 11) & 7, X87_TOP);
  }
  static setControlWord(v: usize, word: u32): void {
    store<u32>(v, (word & CONTROL_WRITABLE) | CONTROL_FIXED, X87_CONTROL);
  }

  /** What every MMX instruction but EMMS does to the FPU: TOP becomes 0, all registers full. */
  @inline static enterMmx(v: usize): void {
    store<u32>(v, 0, X87_TOP);
    store<u32>(v, 0xff, X87_TAGS);
  }
  /** EMMS. SDM volume 3, table 12-1. */
  @inline static emptyAll(v: usize): void {
    store<u32>(v, 0, X87_TOP);
    store<u32>(v, 0, X87_TAGS);
  }
}

/** FNINIT. SDM volume 1, 8.1.12. */
export function initialise(v: usize): void {
  store<u32>(v, 0x37f, X87_CONTROL);
  store<u32>(v, 0, X87_STATUS);
  store<u32>(v, 0, X87_TOP);
  store<u32>(v, 0, X87_TAGS);
  forgetInstruction(v);
}

/** The state after RESET: all registers hold zero and count as full. SDM volume 3, table 10-1. */
export function resetX87(v: usize): void {
  initialise(v);
  store<u32>(v, 0x40, X87_CONTROL);
  store<u32>(v, 0xff, X87_TAGS);
  memory.fill(v + X87_REGISTERS, 0, 8 * X87_REGISTER_SIZE);
}

/** Clears pointers and opcode of the last instruction. */
export function forgetInstruction(v: usize): void {
  store<u32>(v, 0, X87_NOTED);
  store<u32>(v, 0, X87_NOTED_DATA);
  store<u32>(v, 0, X87_OPCODE);
  store<u32>(v, 0, X87_FIP);
  store<u32>(v, 0, X87_FCS);
  store<u32>(v, 0, X87_FDP);
  store<u32>(v, 0, X87_FDS);
}
