/**
 * Where the interrupt controller's state lies. Plain constants and the accessors that every GIC file uses.
 *
 * A *bitmap* has one bit an interrupt, in words as the distributor's registers show them: word 0 (SGIs and PPIs, INTID
 * 0..31) exists once a CPU, words 1..8 (SPIs) once.
 *
 *      +0x00            +0x20
 *      | word 0 of CPU 0..7 | words 1..8 |           BITMAP_SIZE = 64 bytes
 *
 * A *byte table* has one byte an interrupt in the same order: 32 bytes for each CPU, then 256 for the SPIs.
 *
 * BOUNDS: callers pass cpu < Gic.cpus() <= 8, word < WORDS, intid < INTERRUPTS; then every address lies in the GIC's
 * area.
 */
import { GIC_BASE, VM_VCPU_COUNT } from "../layout";

/** INTIDs 0..287: 16 SGIs, 16 PPIs, 256 SPIs, as QEMU's `virt` board has. */
export const INTERRUPTS: u32 = 288;
/** First SPI; the interrupts below are banked. */
export const FIRST_SPI: u32 = 32;
export const FIRST_PPI: u32 = 16;
export const WORDS: u32 = INTERRUPTS / 32;
/** IAR and HPPIR: no interrupt / a Group 1 interrupt that this register does not show. */
export const SPURIOUS: u32 = 1023;
export const SPURIOUS_GROUP1: u32 = 1022;

/** u32 GICD_CTLR. */
export const GIC_CTLR: u32 = GIC_BASE;

const BITMAP_SIZE: u32 = 0x40;
/** What the host wired, kept over a reset: input lines, and interrupts whose end the host wants to hear of. */
export const LINE: u32 = GIC_BASE + 0x40;
export const WANTED: u32 = LINE + BITMAP_SIZE;
/** Ended interrupts that the host has not collected. */
export const ENDED: u32 = WANTED + BITMAP_SIZE;
/** GICD_IGROUPR, GICD_ISENABLER, GICD_ISACTIVER; 1 = edge-triggered (GICD_ICFGR). */
export const GROUP: u32 = ENDED + BITMAP_SIZE;
export const ENABLED: u32 = GROUP + BITMAP_SIZE;
export const ACTIVE: u32 = ENABLED + BITMAP_SIZE;
export const EDGE: u32 = ACTIVE + BITMAP_SIZE;
/** Latched pending: an edge, a write to GICD_ISPENDR, or an SGI from any source. */
export const LATCH: u32 = EDGE + BITMAP_SIZE;
/** Byte table: GICD_IPRIORITYR. */
const PRIORITY: u32 = GIC_BASE + 0x400;
/** 256 bytes: GICD_ITARGETSR of the SPIs. */
export const TARGETS: u32 = GIC_BASE + 0x600;
/** 16 bytes a CPU: for each SGI the CPUs that have sent it. */
const SGI_SOURCES: u32 = GIC_BASE + 0x700;
/** 32 bytes a CPU: CPU interface registers, at the offsets below. */
export const CPU_INTERFACE: u32 = GIC_BASE + 0x800;
export const CPU_CTLR: u32 = 0;
export const CPU_PMR: u32 = 4;
export const CPU_BPR: u32 = 8;
export const CPU_ABPR: u32 = 12;
/** Active priorities, bit n = group priority 8n: GICC_APR0 for Group 0, GICC_NSAPR0 for Group 1. */
export const CPU_APR: u32 = 16;
export const CPU_NSAPR: u32 = 20;

/** Bits of GICD_CTLR and GICC_CTLR: bit g enables Group g. */
export const ENABLE_GROUPS: u32 = 3;

@final
export abstract class Gic {
  @inline static cpus(): u32 {
    return load<u32>(VM_VCPU_COUNT);
  }
  /** Address of word `word` of `bitmap` as `cpu` sees it. */
  @inline static word(bitmap: u32, cpu: u32, word: u32): u32 {
    return bitmap + ((word == 0 ? cpu : 7 + word) << 2);
  }
  @inline static bit(bitmap: u32, cpu: u32, intid: u32): bool {
    return ((load<u32>(Gic.word(bitmap, cpu, intid >> 5)) >> (intid & 31)) & 1) != 0;
  }
  @inline static setBit(bitmap: u32, cpu: u32, intid: u32, on: bool): void {
    const at = Gic.word(bitmap, cpu, intid >> 5);
    const mask: u32 = 1 << (intid & 31);
    store<u32>(at, on ? load<u32>(at) | mask : load<u32>(at) & ~mask);
  }
  /** Address of the priority of `intid`. */
  @inline static priority(cpu: u32, intid: u32): u32 {
    return PRIORITY + (intid < FIRST_SPI ? (cpu << 5) + intid : 224 + intid);
  }
  /** The CPUs that `intid`, an SPI, goes to. A single CPU gets everything. */
  @inline static targets(intid: u32): u32 {
    return Gic.cpus() == 1 ? 1 : <u32>load<u8>(TARGETS + intid - FIRST_SPI);
  }
  /** Address of the source CPUs of `sgi`, which `cpu` receives. */
  @inline static sgiSources(cpu: u32, sgi: u32): u32 {
    return SGI_SOURCES + (cpu << 4) + sgi;
  }
  /** Pending bits of `word`: latched ones, and level-sensitive ones whose line is up. */
  @inline static pendingWord(cpu: u32, word: u32): u32 {
    const level = load<u32>(Gic.word(LINE, cpu, word)) & ~load<u32>(Gic.word(EDGE, cpu, word));
    return load<u32>(Gic.word(LATCH, cpu, word)) | level;
  }
  /** Address of the CPU interface's registers. */
  @inline static cpuInterface(cpu: u32): u32 {
    return CPU_INTERFACE + (cpu << 5);
  }
}
