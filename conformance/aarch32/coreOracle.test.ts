import { describe, expect, it } from "vitest";
import { Batch } from "../oracle/batch.ts";
import { PATCH_ADDRESS, RECORD_X } from "../oracle/layout.ts";
import { Aarch32Core } from "./coreOracle.ts";
import { A32_CODE } from "./parts.ts";

/** What one instruction leaves in R2, with a value in R0 and the address of the page for new code in R1. */
async function run(core: Aarch32Core, word: number): Promise<number> {
  const batch = new Batch(1, 1, A32_CODE);
  const at = batch.inputOffset(batch.add([word], false));
  batch.view.setUint32(at + RECORD_X, 7, true);
  batch.view.setUint32(at + RECORD_X + 8, PATCH_ADDRESS, true);
  const { records } = await core.run(batch);
  return new DataView(records.buffer).getUint32(RECORD_X + 16, true);
}

describe("the core as an oracle of A32", () => {
  it("keeps nothing in memory from one batch to the next, as the reference does not", async () => {
    const core = new Aarch32Core();
    // str r0, [r1]; ldr r2, [r1]
    await run(core, 0xe581_0000);

    expect(await run(core, 0xe591_2000)).toBe(0);
  });
});
