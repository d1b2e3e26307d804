/**
 * Reset state of a vCPU. SDM volume 3, 9.1.1.
 *
 * BOUNDS: `v` is a vCPU's base, segment numbers are below 8, and every offset is a field of its structure.
 */
import { setEflags } from "../exec/functions/flagsIa32";
import { resetX87 } from "../fp/x87/state";
import { SLOT_PC, SLOT_X, VCPU_INDEX, VCPU_IRQ_LINES, VCPU_RUN_STATE, VCPU_SYSTEM, VCPU_SYSTEM_SIZE } from "../layout";
import { updateContext } from "./context";
import { SIGNATURE } from "./cpuid";
import { MXCSR_RESET, setMxcsr } from "./mxcsr";
import { resetTranslation } from "./paging";
import {
  APIC_BASE_MSR,
  CR0,
  Cr0,
  DR6,
  DR7,
  EFLAGS_SYSTEM,
  Eflags,
  GDTR_LIMIT,
  Gpr,
  IDTR_LIMIT,
  PAT,
  Reg,
  SEGMENT_LIMIT,
  SEGMENT_RIGHTS,
  SEGMENT_SIZE,
  SEGMENTS,
  Segment,
  TSC_OFFSET,
} from "./state";

/** WB, WT, UC-, UC, twice. */
const PAT_RESET: u64 = 0x0007040600070406;
const RESET_CS_BASE: u64 = 0xffff0000;

/** Puts the vCPU at `v` in its reset state, powered off: real mode at the reset vector. Its index stays. */
export function resetVcpu(v: usize): void {
  // BOUNDS: v is a vCPU's base; the slots, which end where VCPU_INDEX begins, and the registers lie in its structure.
  memory.fill(v + SLOT_X, 0, VCPU_INDEX - SLOT_X);
  memory.fill(v + VCPU_SYSTEM, 0, VCPU_SYSTEM_SIZE);
  store<u32>(v, 0, VCPU_IRQ_LINES);
  store<u32>(v, 0, VCPU_RUN_STATE);
  for (let segment: u32 = Segment.Es; segment <= <u32>Segment.Gs; segment++) {
    resetSegment(v, segment, segment == Segment.Cs ? 0x9b : 0x93);
  }
  resetSegment(v, Segment.Ldtr, 0x82);
  resetSegment(v, Segment.Tr, 0x8b);
  store<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE, 0xf000);
  store<u64>(v + Reg.base(Segment.Cs), RESET_CS_BASE);
  store<u64>(v, RESET_CS_BASE + 0xfff0, SLOT_PC);
  store<u64>(v + Reg.slot(Gpr.Edx), <u64>SIGNATURE);
  store<u32>(v, 0xffff, GDTR_LIMIT);
  store<u32>(v, 0xffff, IDTR_LIMIT);
  store<u64>(v, Cr0.ET | Cr0.CD | Cr0.NW, CR0);
  store<u64>(v, 0xffff0ff0, DR6);
  store<u64>(v, 0x400, DR7);
  store<u64>(v, Eflags.Fixed, EFLAGS_SYSTEM);
  store<u64>(v, PAT_RESET, PAT);
  setMxcsr(v, MXCSR_RESET);
  resetX87(v);
  setEflags(v, 0);
  resetTranslation(v);
  updateContext(v);
}

/** INIT: as reset, but the time-stamp counter and IA32_APIC_BASE stay. SDM volume 3, table 9-1. */
export function initVcpu(v: usize): void {
  const apicBase = load<u64>(v, APIC_BASE_MSR);
  const offset = load<u64>(v, TSC_OFFSET);
  resetVcpu(v);
  store<u64>(v, apicBase, APIC_BASE_MSR);
  store<u64>(v, offset, TSC_OFFSET);
}

/** A start-up IPI: real mode at the page that `vector` names. SDM volume 3, 8.4.4. */
export function startupVcpu(v: usize, vector: u32): void {
  store<u32>(v + SEGMENTS + Segment.Cs * SEGMENT_SIZE, vector << 8);
  store<u64>(v + Reg.base(Segment.Cs), vector << 12);
  store<u64>(v, vector << 12, SLOT_PC);
  updateContext(v);
}

function resetSegment(v: usize, segment: u32, rights: u32): void {
  const entry = v + SEGMENTS + segment * SEGMENT_SIZE;
  store<u32>(entry, rights, SEGMENT_RIGHTS);
  store<u32>(entry, 0xffff, SEGMENT_LIMIT);
}
