import { describe, expect, it } from "vitest";
import { T32_CODE } from "./aarch32/parts.ts";
import { Batch, type Oracle } from "./oracle/batch.ts";
import * as layout from "./oracle/layout.ts";
import { strays } from "./strays.ts";

const NOP = 0xbf00;
const TEST = 0;

/** A machine on which the test stops at `pc`, and R0 is the sum of the halfwords there and `more`. */
function machine(pc: number, more = 0): Oracle {
  return {
    name: "",
    run(batch: Batch) {
      const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
      const view = new DataView(records.buffer);
      view.setUint32(layout.RECORD_PC, pc, true);
      view.setUint32(layout.RECORD_X, (batch.wordAt(records) & 1) + more, true);
      return Promise.resolve({ records, windows: new Uint8Array(0) });
    },
  };
}

/** Two tests, of which the second begins with an instruction that only the reference takes for another one. */
function twoTests(): Batch {
  const batch = new Batch(2, 2, T32_CODE);
  batch.add([NOP, NOP], false);
  batch.add([NOP, NOP], false);
  return batch;
}

describe("a test with a difference", () => {
  it("strays where it stops in another's place, and has no difference with breakpoints there", async () => {
    const batch = twoTests();
    const inOther = batch.pcOf(1) + 2;

    expect(await strays(batch, TEST, machine(inOther), machine(inOther))).toBe(true);
    expect(await strays(batch, TEST, machine(inOther, 1), machine(inOther))).toBe(false);
  });

  it("does not stray where it stops in its own place, or nowhere", async () => {
    const batch = twoTests();

    for (const pc of [batch.pcOf(0) + 2, layout.PATCH_ADDRESS]) {
      expect(await strays(batch, TEST, machine(pc), machine(pc))).toBe(false);
    }
  });
});

describe("a batch with breakpoints in the place of other tests", () => {
  it("has the code and the state of one", () => {
    const batch = twoTests();
    batch.input(TEST)[0] = 7;
    const alone = batch.alone(TEST);
    const wordAt = (pc: number) => {
      const record = new Uint8Array(layout.RECORD_SIZE);
      new DataView(record.buffer).setUint32(layout.RECORD_PC, pc, true);
      return alone.wordAt(record);
    };

    expect(wordAt(alone.pcOf(TEST))).toBe(NOP);
    // BKPT
    expect([0, 2, 4].map((distance) => wordAt(alone.pcOf(1) + distance) >>> 8)).toEqual([0xbe, 0xbe, 0xbe]);
    expect([alone.count, alone.input(TEST)[0]]).toEqual([2, 7]);
  });
});
