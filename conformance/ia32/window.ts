/** What the data window holds before each test: operands of every kind, and where to find them. */
import type { Operands } from "../fuzz/operands.ts";
import type { Random } from "../fuzz/random.ts";
import { randomExtended } from "./floatPool.ts";
import { CODE_ADDRESS, WINDOW_SIZE } from "./layout.ts";
import { landing, randomSelector } from "./selectors.ts";

/** Parts of the window: offset and size. */
export interface Area {
  readonly at: number;
  readonly size: number;
  /** Distance of its elements. */
  readonly stride: number;
}

export const Areas = {
  /** { EIP, CS, EFLAGS, ESP }, 32 and 16 bits each. */
  far32: { at: 0x400, size: 0x200, stride: 16 },
  far16: { at: 0x600, size: 0x200, stride: 8 },
  /** Addresses in the code area. */
  code: { at: 0x800, size: 0x200, stride: 4 },
  selectors: { at: 0xa00, size: 0x100, stride: 2 },
  /** 80-bit numbers. */
  extended: { at: 0xb00, size: 0x400, stride: 16 },
  /** Words that are control words and MXCSR values for the most part. */
  controls: { at: 0xf00, size: 0x100, stride: 4 },
  /** Images for FXRSTOR. */
  fx: { at: 0x1200, size: 0x800, stride: 512 },
  anything: { at: 0x20, size: 0x1fc0, stride: 4 },
} as const satisfies Record<string, Area>;

const elements = ({ at, size, stride }: Area) => Array.from({ length: size / stride }, (_, n) => at + n * stride);

export function fillWindow(template: Uint8Array, operands: Operands, random: Random): void {
  const view = new DataView(template.buffer, template.byteOffset, WINDOW_SIZE);
  operands.fillWindow(new Uint32Array(template.buffer, template.byteOffset, WINDOW_SIZE / 4));
  const codeOffset = () => landing(random);
  for (const at of elements(Areas.far32)) {
    view.setUint32(at, (random.chance(70) ? CODE_ADDRESS : 0) + codeOffset(), true);
    view.setUint32(at + 4, randomSelector(random), true);
    view.setUint32(at + 8, random.u32() & ~0x4000, true);
  }
  for (const at of elements(Areas.far16)) {
    view.setUint16(at, landing(random, 0x10000), true);
    view.setUint16(at + 2, randomSelector(random), true);
    view.setUint16(at + 4, random.u32() & 0xbfff, true);
  }
  for (const at of elements(Areas.code)) view.setUint32(at, CODE_ADDRESS + codeOffset(), true);
  for (const at of elements(Areas.selectors)) view.setUint16(at, randomSelector(random), true);
  for (const at of elements(Areas.extended)) writeExtended(view, at, random);
  for (const at of elements(Areas.controls)) {
    view.setUint32(at, random.chance(90) ? random.u32() & 0xffff : random.u32(), true);
  }
  for (const at of elements(Areas.fx)) writeFxImage(view, at, random);
}

export function writeExtended(view: DataView, at: number, random: Random): void {
  const { significand, exponent } = randomExtended(random);
  view.setBigUint64(at, significand, true);
  view.setUint16(at + 8, exponent, true);
}

/** Control and status words. */
export function randomControl(random: Random): number {
  if (random.chance(40)) return 0x37f;
  const masks = random.chance(70) ? 0x3f : random.below(64);
  return masks | 0x40 | (random.below(4) << 8) | (random.below(4) << 10) | (random.below(2) << 12);
}

export function randomMxcsr(random: Random): number {
  if (random.chance(40)) return 0x1f80;
  const masks = random.chance(70) ? 0x3f : random.below(64);
  const flags = random.chance(30) ? random.below(64) : 0;
  return (
    flags | (random.chance(15) ? 0x40 : 0) | (masks << 7) | (random.below(4) << 13) | (random.chance(15) ? 0x8000 : 0)
  );
}

/** A status word whose summary bits are right; few have an exception waiting. */
export function randomStatus(random: Random, control: number): number {
  const flags = random.chance(30) ? random.below(64) : 0;
  const kept = random.chance(93) ? flags & control : flags;
  const waits = (kept & ~control & 0x3f) !== 0 ? 0x8080 : 0;
  return kept | (random.chance(10) ? 0x40 : 0) | (random.u32() & 0x7f00 & ~0x80) | waits;
}

/** The parts of an FXSAVE image at `at` but for the XMM registers. */
export function writeFxImage(view: DataView, at: number, random: Random): void {
  const control = randomControl(random);
  view.setUint16(at, control, true);
  view.setUint16(at + 2, randomStatus(random, control), true);
  view.setUint16(at + 4, random.pick([0xff, 0xff, 0xff, 0, random.below(256), random.below(256)]), true);
  view.setUint16(at + 6, 0, true);
  for (let word = 8; word < 24; word += 4) view.setUint32(at + word, 0, true);
  view.setUint32(at + 24, randomMxcsr(random), true);
  view.setUint32(at + 28, 0, true);
  for (let n = 0; n < 8; n++) {
    writeExtended(view, at + 32 + 16 * n, random);
    view.setUint16(at + 42 + 16 * n, 0, true);
    view.setUint32(at + 44 + 16 * n, 0, true);
  }
}
