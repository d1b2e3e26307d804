/** What belongs to a region. */
import { expect, it } from "vitest";
import { SLOT_TC, VCPU_CONTEXT, VM_HOT_THRESHOLD } from "../../core-as/layout.ts";
import { TestProgram32 } from "../../core-as/testing/aarch32.ts";
import { RAM_START } from "../../core-as/testing/core.ts";
import { CodeSource } from "./codeSource.ts";
import { growRegion } from "./region.ts";

const LIMITS = { blocks: 8, ops: 200, copies: 4, joinAfter: 1, threshold: 1000 };

it("goes on behind an indirect jump on a condition", () => {
  const program = new TestProgram32();
  const { core } = program;
  core.view.setUint32(VM_HOT_THRESHOLD, LIMITS.threshold, true);
  program.run(
    "a32",
    [
      0xe2500001, // subs r0, r0, #1
      0x012fff1e, // bxeq lr
      0xe2811001, // add r1, r1, #1
      0xeafffffb, // b to the first
    ],
    [3, 0],
  );
  const source = new CodeSource(core.view.buffer, core.exports.findBlock);
  const block = source.findBlock(core.ram, core.u32(VCPU_CONTEXT));
  const region = growRegion(source, {
    hot: { block, set: core.u32(SLOT_TC), pc: RAM_START },
    roots: [],
    limits: LIMITS,
    seen: () => [],
    copies: () => 0,
  });
  expect(region.blocks.map(({ delta }) => delta)).toEqual([0, 8]);
  expect(region.edges).toEqual([
    [{ kind: "return", to: 1, guarded: false }],
    [{ kind: "taken", to: 0, guarded: false }],
  ]);
});
