/**
 * The interrupt flag, EFLAGS, HLT, caches, model-specific registers, counters, CPUID. SDM volume 1, 5.1.11 and 5.20.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure; d, a and b are slots.
 */
import { RunState } from "../../abi";
import { ExitReason, requestExit } from "../../exit";
import { Ir } from "../../ir/emit.gen";
import { SLOT_DISCARD, VCPU_RUN_STATE } from "../../layout";
import { identify } from "../cpuid";
import { stepTrapDue } from "../debug";
import { emitSystem, emitSystemAlone, privileged } from "../emitSystem";
import { clearInterruptFlag, flagsToPush, Popped, popFlags, setInterruptFlag } from "../flagControl";
import { Insn } from "../instruction";
import { atLevelZero, LENGTH_MASK, leaveAfter, MORE_SHIFT, outcome, protectionFault } from "../instructionEnd";
import { Intercept, intercepted } from "../intercept";
import { wakes } from "../interrupt";
import { isMsr, readMsr, writeMsr } from "../msr";
import { Temporary } from "../operand";
import { cpl } from "../segmentRegisters";
import { Stack } from "../stack";
import { moveStack } from "../stackAccess";
import { Context, CR4, Cr4, EFLAGS_SYSTEM, Eflags, Gpr, Inhibit, PERF_COUNTER, Reg } from "../state";
import { timestamp } from "../timer";

const COUNTERS: u32 = 2;

/** CLI: at level 0, and in real mode, which has no other, nothing has to be looked at. */
export function clearInterrupt(): void {
  if ((Insn.context & (Context.User | Context.Inner)) == 0) {
    return Ir.andiI64(EFLAGS_SYSTEM, EFLAGS_SYSTEM, ~(<i64>Eflags.IF));
  }
  emitSystem(doClearInterrupt.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
}

function doClearInterrupt(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(clearInterruptFlag(v));
}

/** STI. The block goes on for the next instruction, so that it comes before anything else, and ends behind it (translate.ts). */
export function setInterrupt(): void {
  emitSystem(doSetInterrupt.index, SLOT_DISCARD, SLOT_DISCARD, SLOT_DISCARD, 0);
  Insn.inhibits = Inhibit.Interrupts;
}

function doSetInterrupt(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(setInterruptFlag(v));
}

/** PUSHF. */
export function pushFlags(): void {
  const image = Temporary.at(0);
  if (Insn.has(Context.Virtual8086)) {
    emitSystem(doPushFlags.index, image, SLOT_DISCARD, SLOT_DISCARD, Insn.operandSize);
  } else {
    Ir.eflagsGet(image);
    Ir.andiI32(Temporary.at(1), EFLAGS_SYSTEM, ~(Eflags.RF | Eflags.VM));
    Ir.orI32(image, image, Temporary.at(1));
  }
  Stack.push(image, Insn.operandSize);
}

function doPushFlags(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(flagsToPush(v, imm >> MORE_SHIFT, d));
}

/** POPF. */
export function popFlagsRegister(): void {
  Stack.read(Temporary.at(0), Insn.operandSize, 0);
  emitSystem(doPopFlags.index, SLOT_DISCARD, Temporary.at(0), SLOT_DISCARD, Insn.operandSize);
  Stack.move(<i32>Insn.operandSize);
}

function doPopFlags(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const size = imm >> MORE_SHIFT;
  const value = size == 4 ? load<u32>(a) : load<u16>(a);
  const popped = popFlags(v, value, size);
  if (popped == Popped.Refused) return 1;
  if (popped == Popped.Quietly) return 0;
  moveStack(v, size);
  return leaveAfter(v, imm & LENGTH_MASK);
}

/** HLT. */
export function halt(): void {
  if (privileged()) emitSystemAlone(doHalt.index);
}

function doHalt(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v) || intercepted(v, Intercept.Hlt)) return 1;
  if (wakes(v) || stepTrapDue(v)) return 0;
  leaveAfter(v, imm & LENGTH_MASK);
  store<u32>(v, RunState.WaitInterrupt, VCPU_RUN_STATE);
  requestExit(v, ExitReason.Wait);
  return 1;
}

/** INVD, WBINVD: memory is coherent anyway. */
export function flushCaches(): void {
  if (privileged()) emitSystemAlone(doFlushCaches.index);
}

function doFlushCaches(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  return outcome(atLevelZero(v));
}

/** EDX:EAX. */
function setPair(v: usize, value: u64): void {
  store<u64>(v + Reg.slot(Gpr.Eax), value & 0xffffffff);
  store<u64>(v + Reg.slot(Gpr.Edx), value >> 32);
}

/** RDMSR. */
export function readModelSpecific(): void {
  if (privileged()) emitSystemAlone(doReadModelSpecific.index);
}

function doReadModelSpecific(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const index = load<u32>(v + Reg.slot(Gpr.Ecx));
  if (!atLevelZero(v) || intercepted(v, Intercept.MsrRead)) return 1;
  if (!isMsr(index)) return outcome(protectionFault(v));
  setPair(v, readMsr(v, index));
  return 0;
}

/** WRMSR. */
export function writeModelSpecific(): void {
  if (privileged()) emitSystemAlone(doWriteModelSpecific.index);
}

function doWriteModelSpecific(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (!atLevelZero(v) || intercepted(v, Intercept.MsrWrite)) return 1;
  const high = (<u64>load<u32>(v + Reg.slot(Gpr.Edx))) << 32;
  const value = high | load<u32>(v + Reg.slot(Gpr.Eax));
  return outcome(writeMsr(v, load<u32>(v + Reg.slot(Gpr.Ecx)), value) || protectionFault(v));
}

/** RDTSC. */
export function readTimestamp(): void {
  emitSystemAlone(doReadTimestamp.index);
}

function doReadTimestamp(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if ((load<u32>(v, CR4) & Cr4.TSD) != 0 && cpl(v) != 0) return outcome(protectionFault(v));
  setPair(v, timestamp(v));
  return 0;
}

/** RDPMC: two counters, which count nothing by themselves. */
export function readPerformance(): void {
  emitSystemAlone(doReadPerformance.index);
}

function doReadPerformance(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  const index = load<u32>(v + Reg.slot(Gpr.Ecx));
  const allowed = cpl(v) == 0 || (load<u32>(v, CR4) & Cr4.PCE) != 0;
  if (!allowed || index >= COUNTERS) return outcome(protectionFault(v));
  setPair(v, load<u64>(v + (index << 3), PERF_COUNTER));
  return 0;
}

/** CPUID. */
export function identification(): void {
  emitSystemAlone(doIdentify.index);
}

function doIdentify(v: usize, d: usize, a: usize, b: usize, imm: u32): i32 {
  if (intercepted(v, Intercept.Cpuid)) return 1;
  identify(v);
  return 0;
}
