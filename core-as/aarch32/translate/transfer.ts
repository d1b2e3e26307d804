/**
 * Single accesses to memory, in the byte order that CPSR.E chooses. DDI 0487 E2.6 (alignment), E2.9 (endianness).
 *
 * An instruction may be executed again from its start after a device access or a fault, so that nothing that it reads may change
 * before its last access. A byte reversal of a register just loaded comes after that access, as write-back does.
 */
import { Ir } from "../../ir/emit.gen";
import { SLOT_TC } from "../../layout";
import { R } from "../registers";
import { Context } from "../state";
import { translationContext } from "../translate";

/** What is moved: the first three are the same for loads and stores. */
export enum Kind {
  Word = 0,
  Byte = 1,
  Halfword = 2,
  SignedByte = 3,
  SignedHalfword = 4,
}

/** Temporaries for what is stored with its bytes reversed. */
const REVERSED: u32 = 8;
const REVERSED_SECOND: u32 = 9;
const HALFWORD_SHIFT: i32 = 16;

function bigEndian(): bool {
  return (translationContext() & Context.BigEndian) != 0;
}

@final
export abstract class Transfer {
  /** Slot `d` = what is at address slot `a` + `offset`, through the translation cache in slot `tc`. */
  static read(kind: u32, d: u32, a: u32, offset: i32, tc: u32): void {
    switch (kind) {
      case Kind.Byte:
        return Ir.ldwU8(d, a, offset, tc);
      case Kind.SignedByte:
        return Ir.ldwS8I32(d, a, offset, tc);
      case Kind.Halfword:
        Ir.ldwU16(d, a, offset, tc);
        break;
      case Kind.SignedHalfword:
        if (bigEndian()) Ir.ldwU16(d, a, offset, tc);
        else Ir.ldwS16I32(d, a, offset, tc);
        break;
      default:
        Ir.ldwU32(d, a, offset, tc);
    }
    Transfer.loaded(kind, d);
  }

  /** Stores slot `d`. */
  static write(kind: u32, d: u32, a: u32, offset: i32, tc: u32): void {
    const value = Transfer.toStore(kind, d);
    if (kind == Kind.Byte) Ir.stw8(value, a, offset, tc);
    else if (kind == Kind.Halfword) Ir.stw16(value, a, offset, tc);
    else Ir.stw32(value, a, offset, tc);
  }

  /** A word whose address must be a multiple of four. */
  static readAligned(d: u32, a: u32, offset: i32): void {
    Ir.ldwAlignedU32(d, a, offset, SLOT_TC);
    Transfer.loaded(Kind.Word, d);
  }
  static writeAligned(d: u32, a: u32, offset: i32): void {
    Ir.stwAligned32(Transfer.wordToStore(d), a, offset, SLOT_TC);
  }

  /** Two words, the second one 4 bytes behind the first, whose address must be a multiple of four. */
  static readPair(d: u32, second: u32, a: u32, offset: i32): void {
    Ir.ldpwAlignedU32(d, second, a, offset, SLOT_TC);
    Transfer.loaded(Kind.Word, d);
    Transfer.loaded(Kind.Word, second);
  }
  static writePair(d: u32, second: u32, a: u32, offset: i32): void {
    Ir.stpwAligned32(Transfer.wordToStore(d), Transfer.secondToStore(second), a, offset, SLOT_TC);
  }

  /** Gives slot `d` its value from what was loaded without regard to byte order, signed halfwords without their sign then. */
  static loaded(kind: u32, d: u32): void {
    if (!bigEndian() || kind == Kind.Byte || kind == Kind.SignedByte) return;
    if (kind == Kind.Word) return Ir.revI32(d, d);
    Ir.rev16I32(d, d);
    if (kind == Kind.SignedHalfword) Ir.fieldSI32(d, d, HALFWORD_SHIFT, HALFWORD_SHIFT);
  }

  /** Slot of the value of slot `d` as it is to be in memory. */
  static toStore(kind: u32, d: u32): u32 {
    if (!bigEndian() || kind == Kind.Byte) return d;
    if (kind == Kind.Word) return Transfer.wordToStore(d);
    Ir.rev16I32(R.temporary(REVERSED), d);
    return R.temporary(REVERSED);
  }
  static wordToStore(d: u32): u32 {
    return reversed(d, REVERSED);
  }
  /** The same for the second word of two. */
  static secondToStore(d: u32): u32 {
    return reversed(d, REVERSED_SECOND);
  }
}

/** Slot of the word in slot `d` as it is to be in memory; a temporary where it differs. */
function reversed(d: u32, temporary: u32): u32 {
  if (!bigEndian()) return d;
  Ir.revI32(R.temporary(temporary), d);
  return R.temporary(temporary);
}
