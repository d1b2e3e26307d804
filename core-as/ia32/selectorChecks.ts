/**
 * LAR, LSL, VERR, VERW and ARPL: what a selector would allow, without faults. SDM volume 3, 5.10.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { Descriptor, Rights, RPL_MASK } from "./descriptor";
import { FETCH_FAULT, fetchDescriptor, isNull } from "./descriptorTables";
import { writeEflags } from "./flags";
import { cpl } from "./segmentRegisters";
import { Eflags } from "./state";

/** System types, as bits, that LAR and LSL know: TSSs, LDT; and for LAR call and task gates. */
const WITH_LIMIT: u32 = 0x0a0e;
const WITH_RIGHTS: u32 = 0x1a3e;

/** What is asked. */
export enum Question {
  Rights = 0,
  Limit = 1,
  Readable = 2,
  Writable = 3,
}

/**
 * Answers `question` about `selector` by ZF, and by `size` bytes of `result` where there is one.
 * @returns false when reading the descriptor raised an exception
 */
export function askSelector(v: usize, question: Question, selector: u32, result: usize, size: u32): bool {
  const raw = isNull(selector) ? 0 : fetchDescriptor(v, selector);
  if (raw == FETCH_FAULT) return false;
  const yes = answers(v, question, selector, raw);
  writeEflags(v, yes ? <u32>Eflags.ZF : 0, Eflags.ZF);
  if (!yes || question > Question.Limit) return true;
  const value = question == Question.Rights ? <u32>(raw >> 32) & 0xf0ff00 : Descriptor.limit(raw);
  // BOUNDS: result is the slot that the instruction names.
  if (size == 4) store<u64>(result, <u64>value);
  else store<u16>(result, <u16>value);
  return true;
}

function answers(v: usize, question: Question, selector: u32, raw: u64): bool {
  const type = Descriptor.type(raw);
  const memory = (type & Rights.Memory) != 0;
  if (!Descriptor.isConforming(raw) && Descriptor.dpl(raw) < max(cpl(v), selector & RPL_MASK)) return false;
  switch (question) {
    case Question.Rights:
      return memory || ((WITH_RIGHTS >> type) & 1) != 0;
    case Question.Limit:
      return memory || ((WITH_LIMIT >> type) & 1) != 0;
    case Question.Readable:
      return memory && (type & (Rights.Code | Rights.Open)) != <u32>Rights.Code;
    default:
      return Descriptor.isWritableData(raw);
  }
}
