import { beforeEach, describe, expect, it } from "vitest";
import { HVC } from "../../testing/a64.ts";
import { RAM_START } from "../../testing/core.ts";
import { lanes, SimdCore, splat } from "../../testing/simd.ts";
import { ESR_EL1, FAR_EL1, VBAR_EL1 } from "../state.ts";

const RAM_SIZE = 1 << 20;
const DATA = 0x1000;
const DATA_ADDRESS = RAM_START + BigInt(DATA);
const VECTORS = 0x8000;

let core: SimdCore;

beforeEach(() => {
  core = new SimdCore(RAM_SIZE);
  for (let i = 0; i < 64; i++) core.bytes[core.ram + DATA + i] = i;
  core.setX(1, DATA_ADDRESS);
});

function bytesAt(offset: number, count: number): number[] {
  return [...core.bytes.subarray(core.ram + offset, core.ram + offset + count)];
}

describe("structure loads", () => {
  it("LD3 takes structures apart, clears upper halves and adds the bytes read to the base", () => {
    core.execute(0x0cdf4420); // ld3 {v0.4h-v2.4h}, [x1], #24

    expect(core.v(0)).toBe(lanes(16, 0x0100, 0x0706, 0x0d0c, 0x1312));
    expect(core.v(2)).toBe(lanes(16, 0x0504, 0x0b0a, 0x1110, 0x1716));
    expect(core.x(1)).toBe(DATA_ADDRESS + 24n);
  });

  it("LD1 of four registers reads 64 bytes in order and adds the index register", () => {
    core.setX(2, 5n);

    core.execute(0x4cc22020); // ld1 {v0.16b-v3.16b}, [x1], x2

    expect(core.v(3)).toBe(lanes(8, ...Array.from({ length: 16 }, (_, i) => 48 + i)));
    expect(core.x(1)).toBe(DATA_ADDRESS + 5n);
  });

  it("LD1R fills all lanes", () => {
    core.execute(0x0d40c820); // ld1r {v0.2s}, [x1]

    expect(core.v(0)).toBe(lanes(32, 0x03020100, 0x03020100));
  });

  it("LD2 of one lane keeps the others and wraps from V31 to V0", () => {
    core.setV(31, splat(8, 0xee));
    core.setX(2, 2n);

    core.execute(0x4de2503f); // ld2 {v31.h, v0.h}[6], [x1], x2

    expect(core.v(31)).toBe(lanes(16, 0xeeee, 0xeeee, 0xeeee, 0xeeee, 0xeeee, 0xeeee, 0x0100, 0xeeee));
    expect(core.v(0)).toBe(0x0302n << 96n);
  });
});

describe("structure stores", () => {
  it("ST2 interleaves", () => {
    core.setV(0, splat(8, 0xaa));
    core.setV(1, splat(8, 0xbb));

    core.execute(0x4c008020); // st2 {v0.16b, v1.16b}, [x1]

    expect(bytesAt(DATA + 28, 6)).toEqual([0xaa, 0xbb, 0xaa, 0xbb, 32, 33]);
  });

  it("ST4 of one lane writes one element of each register", () => {
    [0, 1, 2, 3].forEach((n) => {
      core.setV(n, BigInt(0x11 * (n + 1)) << 64n);
    });

    core.execute(0x4d20a020); // st4 {v0.s-v3.s}[2], [x1]

    expect(bytesAt(DATA, 16)).toEqual([0x11, 0, 0, 0, 0x22, 0, 0, 0, 0x33, 0, 0, 0, 0x44, 0, 0, 0]);
  });
});

describe("faults", () => {
  beforeEach(() => {
    core.setU64(VBAR_EL1, RAM_START + BigInt(VECTORS));
    core.load([HVC], VECTORS + 0x200);
  });

  it("lets LD1 of bytes read Device memory at any address, and LD1 of words at multiples of four only", () => {
    core.setX(1, DATA_ADDRESS + 1n);

    core.execute(0x4c407020, 0x4c407820); // ld1 {v0.16b}, [x1]; ld1 {v0.4s}, [x1]

    expect(core.v(0)).toBe(lanes(8, ...Array.from({ length: 16 }, (_, i) => 1 + i)));
    expect(core.u64(ESR_EL1)).toBe(0x9600_0021n);
    expect(core.u64(FAR_EL1)).toBe(DATA_ADDRESS + 1n);
  });
});

describe("the SIMD trap", () => {
  it("is taken by valid encodings, and not by reserved ones", () => {
    core.setU64(VBAR_EL1, RAM_START + BigInt(VECTORS));
    core.load([HVC], VECTORS + 0x200);

    core.load([0x0e228420]); // add v0.8b, v1.8b, v2.8b
    core.run();
    expect(core.u64(ESR_EL1)).toBe(0x1fe0_0000n);

    core.load([0x0ee28420], 0x100); // add of 1D vectors
    core.run(10n, RAM_START + 0x100n);
    expect(core.u64(ESR_EL1)).toBe(0x0200_0000n);
  });
});

describe("the cryptographic extension", () => {
  it("is absent: PMULL of 64-bit lanes is undefined", () => {
    core.setU64(VBAR_EL1, RAM_START + BigInt(VECTORS));
    core.load([HVC], VECTORS + 0x200);

    core.execute(0x0ee2e020); // pmull v0.1q, v1.1d, v2.1d

    expect(core.u64(ESR_EL1)).toBe(0x0200_0000n);
  });
});
