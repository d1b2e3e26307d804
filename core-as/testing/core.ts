/** A core for unit tests: the test build of the core in a memory of its own, with RAM mapped at RAM_START. */
import { readFileSync } from "node:fs";
import { SLOT_PC, SLOT_X, VCPU_BASE, VCPU_RUN_STATE, VCPU_SIZE } from "../layout.ts";

export const RAM_START = 0x4000_0000n;
const RUNNING = 1;
const PAGE_SHIFT = 12n;
const RAM_BACKING = 1;

const wasm = new WebAssembly.Module(readFileSync(new URL("../../build/core.test.wasm", import.meta.url)));

/** Every export of the test build, integers in and out (i64 as bigint, i32 signed). */
export type CoreExports = Record<string, (...args: (number | bigint)[]) => number & bigint>;

export class TestCore {
  readonly exports: CoreExports;
  readonly view: DataView;
  readonly bytes: Uint8Array;
  /** Linear-memory address of guest RAM. */
  readonly ram: number;

  /** @param ramSize bytes, a multiple of 4096 */
  constructor(ramSize = 1 << 20, vcpus = 1, architecture = 0) {
    const memory = new WebAssembly.Memory({ initial: 512 + 256 * vcpus + (ramSize >> 16) });
    this.exports = new WebAssembly.Instance(wasm, { env: { memory } }).exports as unknown as CoreExports;
    this.exports.initialize();
    this.ram = this.exports.vmInit(vcpus, ramSize, architecture);
    if (this.ram === 0) throw new Error(`vmInit refused ${vcpus} vCPUs, ${ramSize} bytes`);
    this.exports.stage2Map(RAM_START, ramSize >> Number(PAGE_SHIFT), RAM_BACKING, this.ram);
    this.view = new DataView(memory.buffer);
    this.bytes = new Uint8Array(memory.buffer);
  }

  /** Base of vCPU `index`. */
  vcpu(index = 0): number {
    return VCPU_BASE + index * VCPU_SIZE;
  }
  /** Puts instruction words at RAM_START + offset. */
  load(words: readonly number[], offset = 0): void {
    words.forEach((word, index) => {
      this.view.setUint32(this.ram + offset + 4 * index, word, true);
    });
  }
  x(n: number): bigint {
    return this.u64(SLOT_X + 8 * n);
  }
  setX(n: number, value: bigint): void {
    this.setU64(SLOT_X + 8 * n, value);
  }
  /** A u64 (u32) field of vCPU 0 by its offset. */
  u64(offset: number): bigint {
    return this.view.getBigUint64(this.vcpu() + offset, true);
  }
  setU64(offset: number, value: bigint): void {
    this.view.setBigUint64(this.vcpu() + offset, BigInt.asUintN(64, value), true);
  }
  u32(offset: number): number {
    return this.view.getUint32(this.vcpu() + offset, true);
  }
  setU32(offset: number, value: number): void {
    this.view.setUint32(this.vcpu() + offset, value >>> 0, true);
  }
  get pc(): bigint {
    return this.u64(SLOT_PC);
  }
  /** Starts vCPU 0 at `pc` (default RAM_START) for `budget` instructions; returns the exit reason. */
  run(budget = 1000n, pc: bigint = RAM_START): number {
    this.setU32(VCPU_RUN_STATE, RUNNING);
    this.setU64(SLOT_PC, pc);
    return this.exports.runVcpu(this.vcpu(), budget);
  }
}
