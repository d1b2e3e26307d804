/** What QEMU's user mode says of a test's end in other words than Linux. */
import type { BatchResult } from "./batch.ts";
import * as layout from "./layout.ts";

const Linux = { SIGILL: 4, SIGTRAP: 5, SIGBUS: 7, SIGFPE: 8, TRAP_BRKPT: 1, SI_KERNEL: 0x80 } as const;
const Vector = { divide: 0, debug: 1, breakpoint: 3, undefined: 6, stack: 12, protection: 13, page: 14 } as const;

/** Vectors that become one signal: the one that stands for them. */
const SAME_SIGNAL: Readonly<Record<number, number>> = { 4: 13, 5: 13, 11: 12 };

/** Bits of EFLAGS that mean something, but RF: QEMU lets results of instructions show in the others. */
const EFLAGS = 0x003e_7fd5;
/** Of the FPU's status and of MXCSR. */
const DENORMAL = 2;
const C1 = 0x200;
/** Bits of a page fault's error code. */
const [PRESENT, USER] = [1, 4];

/** FSAVE's image in 32-bit format. SDM volume 1, figure 8-9. */
const Fsave = { control: 0, status: 4, tags: 8, ip: 12, registers: 28 } as const;
const ST_SIZE = 10;
const FX_ST_SIZE = 16;

/** Puts into the record at `at` what Linux would have: the vector, which QEMU leaves out, and the FPU's state. */
export function completeRecord(view: DataView, at: number): void {
  const signal = view.getUint32(at + layout.RECORD_SIGNAL, true);
  view.setUint32(at + layout.RECORD_VECTOR, vectorOf(signal, view.getUint32(at + layout.RECORD_CODE, true)), true);
  restoreFloatState(view, at);
}

function vectorOf(signal: number, code: number): number {
  switch (signal) {
    case Linux.SIGFPE:
      return Vector.divide;
    case Linux.SIGTRAP:
      return code === Linux.TRAP_BRKPT ? Vector.debug : Vector.breakpoint;
    case Linux.SIGILL:
      return Vector.undefined;
    case Linux.SIGBUS:
      return Vector.stack;
    default:
      return code === Linux.SI_KERNEL ? Vector.protection : Vector.page;
  }
}

/** FXSAVE's image shows what FSAVE left, which initialises the FPU: FSAVE's own image has what was before. */
function restoreFloatState(view: DataView, at: number): void {
  const field = (offset: number) => view.getUint32(at + layout.RECORD_FSAVE + offset, true);
  view.setUint16(at + layout.FX_CONTROL, field(Fsave.control), true);
  view.setUint16(at + layout.FX_STATUS, field(Fsave.status), true);
  view.setUint8(at + layout.FX_TAG, abridged(field(Fsave.tags)));
  view.setUint32(at + layout.FX_IP, field(Fsave.ip), true);
  for (let n = 0; n < 8; n++) {
    for (let byte = 0; byte < ST_SIZE; byte++) {
      const value = view.getUint8(at + layout.RECORD_FSAVE + Fsave.registers + n * ST_SIZE + byte);
      view.setUint8(at + layout.FX_ST + n * FX_ST_SIZE + byte, value);
    }
  }
}

/** One bit a register, as FXSAVE has it, of two bits, of which 11 is empty. */
function abridged(tags: number): number {
  return Array.from({ length: 8 }, (_, n) => (((tags >>> (2 * n)) & 3) === 3 ? 0 : 1 << n)).reduce((a, b) => a | b);
}

/**
 * Leaves of results what QEMU says too: vectors by signal; no RF in the image of EFLAGS; of page faults whether a page was there; of
 * floating point neither Denormal Operand, which it reports for operands that it takes for zero, nor C1, the direction of rounding.
 */
export function foldResults({ records }: BatchResult): void {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const keep = (at: number, mask: number) => view.setUint32(at, (view.getUint32(at, true) & mask) >>> 0, true);
  for (let at = 0; at < records.length; at += layout.RECORD_SIZE) {
    const vector = view.getUint32(at + layout.RECORD_VECTOR, true);
    view.setUint32(at + layout.RECORD_VECTOR, SAME_SIGNAL[vector] ?? vector, true);
    keep(at + layout.RECORD_EFLAGS, EFLAGS);
    keep(at + layout.FX_CONTROL, ~((C1 | DENORMAL) << 16));
    keep(at + layout.FX_MXCSR, ~DENORMAL);
    if (vector === Vector.page) keep(at + layout.RECORD_ERROR, PRESENT | USER);
  }
}

/**
 * Tests that QEMU spoilt: those that ended QEMU itself, and those that lost the FPU's state on the way back from the timer's signal,
 * as FSAVE had initialised what FRSTOR loads.
 */
export function spoiltTests({ records }: BatchResult): number[] {
  const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
  const tests = Array.from({ length: records.length / layout.RECORD_SIZE }, (_, test) => test);
  return tests.filter((test) => {
    const field = (at: number) => view.getUint32(test * layout.RECORD_SIZE + at, true);
    const signal = field(layout.RECORD_SIGNAL);
    return signal === 0 || (field(layout.RECORD_TICKED) !== 0 && signal !== layout.TIMEOUT_SIGNAL);
  });
}
