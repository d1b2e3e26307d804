/**
 * The distributor's registers (Arm IHI 0048B 4.3). Words everywhere; bytes and halfwords where the registers have a
 * byte an interrupt. Everything else reads zero and ignores writes.
 *
 * BOUNDS: offset < 0x1000 comes from a page's offset, cpu from a vCPU's index; word and intid are checked against WORDS
 * and INTERRUPTS before they reach an address.
 */
import { deactivate, noteEnd, sendSgi, updateAll } from "./gicv2";
import {
  ACTIVE,
  EDGE,
  ENABLE_GROUPS,
  ENABLED,
  FIRST_SPI,
  GIC_CTLR,
  Gic,
  GROUP,
  INTERRUPTS,
  LATCH,
  LINE,
  TARGETS,
  WANTED,
  WORDS,
} from "./gicv2State";

/** Single registers, by offset. */
enum Register {
  CTLR = 0x000,
  TYPER = 0x004,
  IIDR = 0x008,
  SGIR = 0xf00,
}

/** Registers with a bit an interrupt: offset / 0x80. */
enum Bitmap {
  IGROUPR = 1,
  ISENABLER = 2,
  ICENABLER = 3,
  ISPENDR = 4,
  ICPENDR = 5,
  ISACTIVER = 6,
  ICACTIVER = 7,
}

const BITMAPS: u32 = 0x080;
const IPRIORITYR: u32 = 0x400;
const ITARGETSR: u32 = 0x800;
const ICFGR: u32 = 0xc00;
const PPISR: u32 = 0xd00;
const CPENDSGIR: u32 = 0xf10;
const SPENDSGIR: u32 = 0xf20;
const PIDR4: u32 = 0xfd0;

const SGIS: u32 = 16;
const SGI_MASK: u32 = 0xffff;
/** Five bits of priority, as GIC-400 has. */
export const PRIORITY_MASK: u32 = 0xf8;
/** Arm GIC-400, revision 1. */
const IIDR: u32 = 0x0200143b;
/** GICD_PIDR4..7, 0..3 and GICD_CIDR0..3, a byte each: GIC-400, architecture version 2. */
const IDENTIFICATION: usize = memory.data<u8>([0x04, 0x00, 0x00, 0x00, 0x90, 0xb4, 0x2b, 0x00, 0x0d, 0xf0, 0x05, 0xb1]);

/** Reads `size` bytes at `offset`, for `cpu`. */
export function distributorRead(cpu: u32, offset: u32, size: u32): u32 {
  if (isByteRegister(offset)) return readBytes(cpu, offset, size);
  if (size != 4 || (offset & 3) != 0) return 0;
  if (offset >= BITMAPS && offset < IPRIORITYR) return readBitmap(cpu, offset);
  if (offset >= ICFGR && offset < PPISR) return readConfiguration(cpu, (offset - ICFGR) >> 2);
  if (offset >= PPISR && offset < PPISR + 4 * WORDS) {
    return readLines(cpu, (offset - PPISR) >> 2);
  }
  // BOUNDS: twelve identification words fill 0xfd0..0xfff.
  if (offset >= PIDR4) return <u32>load<u8>(IDENTIFICATION + ((offset - PIDR4) >> 2));
  switch (offset) {
    case Register.CTLR:
      return load<u32>(GIC_CTLR);
    case Register.TYPER:
      return (WORDS - 1) | ((Gic.cpus() - 1) << 5);
    case Register.IIDR:
      return IIDR;
    default:
      return 0;
  }
}

/** Writes `size` bytes of `value` at `offset`, for `cpu`. */
export function distributorWrite(cpu: u32, offset: u32, size: u32, value: u32): void {
  if (isByteRegister(offset)) {
    writeBytes(cpu, offset, size, value);
  } else if (size == 4 && (offset & 3) == 0) {
    if (offset >= BITMAPS && offset < IPRIORITYR) writeBitmap(cpu, offset, value);
    else if (offset >= ICFGR && offset < PPISR) writeConfiguration((offset - ICFGR) >> 2, value);
    else if (offset == Register.CTLR) store<u32>(GIC_CTLR, value & ENABLE_GROUPS);
    else if (offset == Register.SGIR) generateSgi(cpu, value);
  }
  updateAll();
}

// ---- a bit an interrupt ---------------------------------------------------------------------------------------------

function readBitmap(cpu: u32, offset: u32): u32 {
  const word = (offset & 0x7f) >> 2;
  if (word >= WORDS) return 0;
  switch (offset >> 7) {
    case Bitmap.IGROUPR:
      return load<u32>(Gic.word(GROUP, cpu, word));
    case Bitmap.ISENABLER:
    case Bitmap.ICENABLER:
      return load<u32>(Gic.word(ENABLED, cpu, word));
    case Bitmap.ISPENDR:
    case Bitmap.ICPENDR:
      return Gic.pendingWord(cpu, word);
    default:
      return load<u32>(Gic.word(ACTIVE, cpu, word));
  }
}

function writeBitmap(cpu: u32, offset: u32, bits: u32): void {
  const word = (offset & 0x7f) >> 2;
  if (word >= WORDS) return;
  // SGIs are always enabled, and only GICD_CPENDSGIR and GICD_SPENDSGIR change whether they are pending.
  const changeable = word == 0 ? bits & ~SGI_MASK : bits;
  switch (offset >> 7) {
    case Bitmap.IGROUPR:
      store<u32>(Gic.word(GROUP, cpu, word), bits);
      break;
    case Bitmap.ISENABLER:
      enable(cpu, word, changeable);
      break;
    case Bitmap.ICENABLER:
      clearBits(Gic.word(ENABLED, cpu, word), changeable);
      break;
    case Bitmap.ISPENDR:
      setBits(Gic.word(LATCH, cpu, word), changeable);
      break;
    case Bitmap.ICPENDR:
      clearBits(Gic.word(LATCH, cpu, word), changeable);
      break;
    case Bitmap.ISACTIVER:
      setBits(Gic.word(ACTIVE, cpu, word), bits);
      break;
    default:
      deactivateBits(cpu, word, bits);
  }
}

function setBits(at: u32, bits: u32): void {
  store<u32>(at, load<u32>(at) | bits);
}

function clearBits(at: u32, bits: u32): void {
  store<u32>(at, load<u32>(at) & ~bits);
}

/** As libsel4vm's distributor, tells the host about its interrupts that become enabled while they are not pending. */
function enable(cpu: u32, word: u32, bits: u32): void {
  const enabled = load<u32>(Gic.word(ENABLED, cpu, word));
  let fresh = bits & ~enabled & ~Gic.pendingWord(cpu, word) & load<u32>(Gic.word(WANTED, cpu, word));
  store<u32>(Gic.word(ENABLED, cpu, word), enabled | bits);
  for (; fresh != 0; fresh &= fresh - 1) noteEnd(cpu, (word << 5) + ctz(fresh));
}

function deactivateBits(cpu: u32, word: u32, bits: u32): void {
  let rest = bits & load<u32>(Gic.word(ACTIVE, cpu, word));
  for (; rest != 0; rest &= rest - 1) deactivate(cpu, (word << 5) + ctz(rest));
}

// ---- a byte an interrupt --------------------------------------------------------------------------------------------

function isByteRegister(offset: u32): bool {
  return (offset >= IPRIORITYR && offset < ICFGR) || (offset >= CPENDSGIR && offset < SPENDSGIR + SGIS);
}

function readBytes(cpu: u32, offset: u32, size: u32): u32 {
  if (size > 4 || (offset & (size - 1)) != 0) return 0;
  let value: u32 = 0;
  for (let i: u32 = 0; i < size; i++) value |= readByte(cpu, offset + i) << (i << 3);
  return value;
}

function readByte(cpu: u32, offset: u32): u32 {
  if (offset >= CPENDSGIR) return <u32>load<u8>(Gic.sgiSources(cpu, offset & (SGIS - 1)));
  const intid = offset & 0x3ff;
  if (intid >= INTERRUPTS) return 0;
  if (offset < ITARGETSR) return <u32>load<u8>(Gic.priority(cpu, intid));
  // A single CPU has no targets to choose from: RAZ/WI.
  if (Gic.cpus() == 1) return 0;
  return intid < FIRST_SPI ? 1 << cpu : Gic.targets(intid);
}

function writeBytes(cpu: u32, offset: u32, size: u32, value: u32): void {
  if (size > 4 || (offset & (size - 1)) != 0) return;
  for (let i: u32 = 0; i < size; i++) writeByte(cpu, offset + i, (value >> (i << 3)) & 0xff);
}

function writeByte(cpu: u32, offset: u32, value: u32): void {
  if (offset >= CPENDSGIR) {
    changeSgiSources(cpu, offset, value & allCpus());
    return;
  }
  const intid = offset & 0x3ff;
  if (intid >= INTERRUPTS) return;
  if (offset < ITARGETSR) store<u8>(Gic.priority(cpu, intid), <u8>(value & PRIORITY_MASK));
  else if (intid >= FIRST_SPI && Gic.cpus() > 1) store<u8>(TARGETS + intid - FIRST_SPI, <u8>(value & allCpus()));
}

function allCpus(): u32 {
  return (1 << Gic.cpus()) - 1;
}

function changeSgiSources(cpu: u32, offset: u32, cpus: u32): void {
  const sgi = offset & (SGIS - 1);
  const at = Gic.sgiSources(cpu, sgi);
  const old = <u32>load<u8>(at);
  const sources = offset < SPENDSGIR ? old & ~cpus : old | cpus;
  store<u8>(at, <u8>sources);
  Gic.setBit(LATCH, cpu, sgi, sources != 0);
}

// ---- the rest -------------------------------------------------------------------------------------------------------

/** GICD_ICFGR: two bits an interrupt, the upper one 1 = edge-triggered. */
function readConfiguration(cpu: u32, index: u32): u32 {
  if (index >= WORDS * 2) return 0;
  const edges = load<u32>(Gic.word(EDGE, cpu, index >> 1)) >> ((index & 1) << 4);
  let value: u32 = 0;
  for (let i: u32 = 0; i < 16; i++) value |= ((edges >> i) & 1) << (2 * i + 1);
  return value;
}

/** SGIs are edge-triggered and PPIs level-sensitive for good, as on GIC-400. */
function writeConfiguration(index: u32, value: u32): void {
  if (index < 2 || index >= WORDS * 2) return;
  let edges: u32 = 0;
  for (let i: u32 = 0; i < 16; i++) edges |= ((value >> (2 * i + 1)) & 1) << i;
  const shift = (index & 1) << 4;
  const at = Gic.word(EDGE, 0, index >> 1);
  store<u32>(at, (load<u32>(at) & ~(0xffff << shift)) | (edges << shift));
}

/** GICD_PPISR and GICD_SPISR of GIC-400: the input lines. */
function readLines(cpu: u32, word: u32): u32 {
  const lines = load<u32>(Gic.word(LINE, cpu, word));
  return word == 0 ? lines >> 16 : lines;
}

/** GICD_SGIR: TargetListFilter in bits 25..24, CPUTargetList in 23..16. */
function generateSgi(cpu: u32, value: u32): void {
  const filter = (value >> 24) & 3;
  let list = (value >> 16) & 0xff;
  if (filter == 1) list = ~((<u32>1) << cpu);
  else if (filter == 2) list = 1 << cpu;
  else if (filter == 3) return;
  const cpus = Gic.cpus();
  for (let target: u32 = 0; target < cpus; target++) {
    if (((list >> target) & 1) != 0) sendSgi(cpu, target, value & 0xf);
  }
}
