/** The CPU interface's registers (Arm IHI 0048B 4.4). Words only; everything else reads zero and ignores writes. */
import {
  CpuCtlr,
  deactivate,
  groupPriority,
  highestPending,
  IDLE_PRIORITY,
  MIN_ABPR,
  MIN_BPR,
  runningPriority,
  signals,
  update,
  updateFor,
} from "./gicv2";
import { PRIORITY_MASK } from "./gicv2Distributor";
import {
  ACTIVE,
  CPU_ABPR,
  CPU_APR,
  CPU_BPR,
  CPU_CTLR,
  CPU_NSAPR,
  CPU_PMR,
  FIRST_PPI,
  Gic,
  GROUP,
  INTERRUPTS,
  LATCH,
  SPURIOUS,
  SPURIOUS_GROUP1,
} from "./gicv2State";

enum Register {
  CTLR = 0x00,
  PMR = 0x04,
  BPR = 0x08,
  IAR = 0x0c,
  EOIR = 0x10,
  RPR = 0x14,
  HPPIR = 0x18,
  ABPR = 0x1c,
  AIAR = 0x20,
  AEOIR = 0x24,
  AHPPIR = 0x28,
  APR0 = 0xd0,
  NSAPR0 = 0xe0,
  IIDR = 0xfc,
}

/** Arm GIC-400, architecture version 2. */
const IIDR: u32 = 0x0202143b;
/**
 * GICC_CTLR without the Security Extensions; the bypass bits 5..8 only keep what is written, for there are no bypass
 * lines.
 */
const CTLR_MASK: u32 = 0x3ff;
const INTID_MASK: u32 = 0x3ff;

/** Reads `size` bytes at `offset` of the first page. GICC_IAR and GICC_AIAR acknowledge. */
export function cpuInterfaceRead(cpu: u32, offset: u32, size: u32): u32 {
  if (size != 4) return 0;
  const at = Gic.cpuInterface(cpu);
  // BOUNDS: cpu < 8.
  switch (offset) {
    case Register.CTLR:
      return load<u32>(at, CPU_CTLR);
    case Register.PMR:
      return load<u32>(at, CPU_PMR);
    case Register.BPR:
      return load<u32>(at, CPU_BPR);
    case Register.IAR:
      return acknowledge(cpu, false);
    case Register.RPR:
      return min(runningPriority(cpu), IDLE_PRIORITY - 1);
    case Register.HPPIR:
      return withSource(cpu, shown(cpu, highestPending(cpu), false));
    case Register.ABPR:
      return load<u32>(at, CPU_ABPR);
    case Register.AIAR:
      return acknowledge(cpu, true);
    case Register.AHPPIR:
      return withSource(cpu, shown(cpu, highestPending(cpu), true));
    case Register.APR0:
      return load<u32>(at, CPU_APR);
    case Register.NSAPR0:
      return load<u32>(at, CPU_NSAPR);
    case Register.IIDR:
      return IIDR;
    default:
      return 0;
  }
}

/** Writes `size` bytes of `value` at `offset` of the first page. */
export function cpuInterfaceWrite(cpu: u32, offset: u32, size: u32, value: u32): void {
  if (size != 4) return;
  const at = Gic.cpuInterface(cpu);
  // BOUNDS: cpu < 8.
  switch (offset) {
    case Register.CTLR:
      store<u32>(at, value & CTLR_MASK, CPU_CTLR);
      break;
    case Register.PMR:
      store<u32>(at, value & PRIORITY_MASK, CPU_PMR);
      break;
    case Register.BPR:
      store<u32>(at, max(value & 7, MIN_BPR), CPU_BPR);
      break;
    case Register.EOIR:
    case Register.AEOIR:
      endInterrupt(cpu, value & INTID_MASK, offset == Register.AEOIR);
      return;
    case Register.ABPR:
      store<u32>(at, max(value & 7, MIN_ABPR), CPU_ABPR);
      break;
    case Register.APR0:
      store<u32>(at, value, CPU_APR);
      break;
    case Register.NSAPR0:
      store<u32>(at, value, CPU_NSAPR);
      break;
    default:
      return;
  }
  update(cpu);
}

/** Writes the second page, which has GICC_DIR alone. Without EOImode the write is UNPREDICTABLE: ignored here. */
export function deactivateWrite(cpu: u32, offset: u32, size: u32, value: u32): void {
  const intid = value & INTID_MASK;
  if (offset != 0 || size != 4 || intid >= INTERRUPTS || !splitsEnd(cpu)) return;
  deactivate(cpu, intid);
  updateFor(cpu, intid);
}

function splitsEnd(cpu: u32): bool {
  // BOUNDS: cpu < 8.
  return (load<u32>(Gic.cpuInterface(cpu), CPU_CTLR) & CpuCtlr.EoiMode) != 0;
}

/** What a register shows of `intid`: the aliased ones Group 1 only, the others Group 1 only with AckCtl. */
function shown(cpu: u32, intid: u32, aliased: bool): u32 {
  if (intid >= INTERRUPTS) return SPURIOUS;
  const group1 = Gic.bit(GROUP, cpu, intid);
  if (aliased) return group1 ? intid : SPURIOUS;
  // BOUNDS: cpu < 8.
  const all = (load<u32>(Gic.cpuInterface(cpu), CPU_CTLR) & CpuCtlr.AckCtl) != 0;
  return group1 && !all ? SPURIOUS_GROUP1 : intid;
}

/** Adds the CPU that sent an SGI, the lowest of several, as CPUID in bits 12..10. */
function withSource(cpu: u32, intid: u32): u32 {
  if (intid >= FIRST_PPI) return intid;
  // BOUNDS: intid < 16; a pending SGI has a source.
  return intid | (ctz(<u32>load<u8>(Gic.sgiSources(cpu, intid))) << 10);
}

/** GICC_IAR, GICC_AIAR: the most urgent pending interrupt becomes active, if it is one that the interface signals. */
function acknowledge(cpu: u32, aliased: bool): u32 {
  const intid = highestPending(cpu);
  if (!signals(cpu, intid)) return SPURIOUS;
  const answer = withSource(cpu, shown(cpu, intid, aliased));
  if ((answer & INTID_MASK) != intid) return answer;
  const at = Gic.cpuInterface(cpu) + (Gic.bit(GROUP, cpu, intid) ? CPU_NSAPR : CPU_APR);
  // BOUNDS: cpu < 8.
  store<u32>(at, load<u32>(at) | (1 << (groupPriority(cpu, intid) >> 3)));
  Gic.setBit(ACTIVE, cpu, intid, true);
  Gic.setBit(LATCH, cpu, intid, intid < FIRST_PPI && takeSource(cpu, intid));
  updateFor(cpu, intid);
  return answer;
}

/** Removes the lowest source of a pending SGI. @returns whether others are left */
function takeSource(cpu: u32, sgi: u32): bool {
  const at = Gic.sgiSources(cpu, sgi);
  // BOUNDS: sgi < 16.
  const sources = <u32>load<u8>(at);
  const rest = sources & (sources - 1);
  store<u8>(at, <u8>rest);
  return rest != 0;
}

/**
 * GICC_EOIR, GICC_AEOIR: drops the running priority, and deactivates unless EOImode splits the two. GICC_EOIR of a
 * Group 1 interrupt without AckCtl is UNPREDICTABLE: done here. With nothing active, too: ignored.
 */
function endInterrupt(cpu: u32, intid: u32, aliased: bool): void {
  if (intid >= INTERRUPTS) return;
  const group1 = Gic.bit(GROUP, cpu, intid);
  if (aliased && !group1) return;
  const at = Gic.cpuInterface(cpu) + (group1 ? CPU_NSAPR : CPU_APR);
  // BOUNDS: cpu < 8.
  const active = load<u32>(at);
  if (active == 0) return;
  store<u32>(at, active & (active - 1));
  if (!splitsEnd(cpu)) deactivate(cpu, intid);
  updateFor(cpu, intid);
}
