/** Small valid images, for tests to break. */
import { CpioMode, writeCpio } from "../../loader/cpio.ts";
import { writeFdt } from "../../loader/fdtWriter.ts";
import { virtTree } from "../virtTree.ts";

/** B . : a guest that stays where it is. */
const BRANCH_TO_SELF = 0x1400_0000;
const KERNEL_SIZE = 4096;

export function sampleKernel(): Uint8Array {
  const bytes = new Uint8Array(KERNEL_SIZE);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, BRANCH_TO_SELF, true);
  view.setBigUint64(16, 0x1_0000n, true);
  view.setBigUint64(24, 0xan, true);
  view.setUint32(56, 0x644d_5241, true);
  return bytes;
}

export function sampleInitrd(): Uint8Array {
  const data = new TextEncoder().encode("#!/bin/sh\n");
  return writeCpio([
    { name: "bin", mode: CpioMode.directory | 0o755, data: new Uint8Array(0) },
    { name: "init", mode: CpioMode.file | 0o755, data },
  ]);
}

export function sampleTree(): Uint8Array {
  return writeFdt(virtTree({ start: 0x4000_0000, size: 64 << 20 }, 1, { bootArguments: "console=ttyAMA0" }));
}

/** One segment of two instructions at the start of RAM. */
export function sampleElf(): Uint8Array {
  const bytes = new Uint8Array(64 + 56 + 8);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(16, 2, true);
  view.setUint16(18, 183, true);
  view.setBigUint64(24, 0x4000_0000n, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 1, true);
  view.setUint32(64, 1, true);
  view.setBigUint64(64 + 8, 120n, true);
  view.setBigUint64(64 + 16, 0x4000_0000n, true);
  view.setBigUint64(64 + 24, 0x4000_0000n, true);
  view.setBigUint64(64 + 32, 8n, true);
  view.setBigUint64(64 + 40, 16n, true);
  view.setUint32(120, BRANCH_TO_SELF, true);
  return bytes;
}

/** A copy with a change. */
export function broken(bytes: Uint8Array, change: (view: DataView, copy: Uint8Array) => void): Uint8Array {
  const copy = bytes.slice();
  change(new DataView(copy.buffer), copy);
  return copy;
}

export const text = (value: string) => new TextEncoder().encode(value);
