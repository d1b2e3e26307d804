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
        if (bigEndian()) Ir.rev16I32(d, d);
        return;
      case Kind.SignedHalfword:
        return loadSignedHalfword(d, a, offset, tc);
      default:
        Ir.ldwU32(d, a, offset, tc);
        if (bigEndian()) Ir.revI32(d, d);
    }
  }

  /** Stores slot `d`. */
  static write(kind: u32, d: u32, a: u32, offset: i32, tc: u32): void {
    switch (kind) {
      case Kind.Byte:
        return Ir.stw8(d, a, offset, tc);
      case Kind.Halfword:
        return Ir.stw16(Transfer.halfwordToStore(d), a, offset, tc);
      default:
        return Ir.stw32(Transfer.wordToStore(d), a, offset, tc);
    }
  }

  /** A word whose address must be a multiple of four. */
  static loadAligned(d: u32, a: u32, offset: i32): void {
    Ir.ldwAlignedU32(d, a, offset, SLOT_TC);
    if (bigEndian()) Ir.revI32(d, d);
  }
  static storeAligned(d: u32, a: u32, offset: i32): void {
    Ir.stwAligned32(Transfer.wordToStore(d), a, offset, SLOT_TC);
  }

  /** Two words, the second one 4 bytes behind the first, whose address must be a multiple of four. */
  static loadPair(d: u32, second: u32, a: u32, offset: i32): void {
    Ir.ldpwAlignedU32(d, second, a, offset, SLOT_TC);
    if (!bigEndian()) return;
    Ir.revI32(d, d);
    Ir.revI32(second, second);
  }
  static storePair(d: u32, second: u32, a: u32, offset: i32): void {
    const first = Transfer.wordToStore(d);
    Ir.stpwAligned32(first, Transfer.wordToStore(second, REVERSED_SECOND), a, offset, SLOT_TC);
  }

  /** Slot of a word as it is to be in memory. */
  static wordToStore(d: u32, which: u32 = REVERSED): u32 {
    if (!bigEndian()) return d;
    Ir.revI32(R.temporary(which), d);
    return R.temporary(which);
  }
  static halfwordToStore(d: u32): u32 {
    if (!bigEndian()) return d;
    Ir.rev16I32(R.temporary(REVERSED), d);
    return R.temporary(REVERSED);
  }
}

function loadSignedHalfword(d: u32, a: u32, offset: i32, tc: u32): void {
  if (!bigEndian()) return Ir.ldwS16I32(d, a, offset, tc);
  Ir.ldwU16(d, a, offset, tc);
  Ir.rev16I32(d, d);
  Ir.fieldSI32(d, d, HALFWORD_SHIFT, HALFWORD_SHIFT);
}
