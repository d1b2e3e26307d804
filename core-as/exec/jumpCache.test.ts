/** The jump cache has two entries for each address, and compiled blocks keep theirs. */
import { beforeEach, describe, expect, it } from "vitest";
import { CodeSource } from "../../lib-ts/jit/index.ts";
import { Op } from "../ir/ops.gen.ts";
import { BLOCK_HEADER, SLOT_TC } from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";

/** Addresses so far apart have the same entries: JUMP_PAGE and JUMP_WITHIN see none of the bits between them. */
const ALIAS = 0x4_0000;
const HVC = 0xd400_0002;
/** br x1; each block goes where the test says. */
const BR_X1 = 0xd61f_0020;

let core: TestCore;
let source: CodeSource;

const addressOf = (index: number) => RAM_START + BigInt(index * ALIAS);
const known = (index: number) => source.jumpTarget(core.u32(SLOT_TC), addressOf(index));

/** Enters the block with that number by a jump, so that it is in the jump cache. */
function enter(index: number): void {
  core.setX(1, addressOf(index));
  core.run(1000n, RAM_START + 0x100n);
}

beforeEach(() => {
  core = new TestCore(4 * ALIAS);
  core.load([BR_X1], 0x100);
  for (let index = 0; index < 4; index++) core.load([HVC], index * ALIAS);
  source = new CodeSource(core.view.buffer, (address, context) => core.exports.findBlock(address, context) >>> 0);
});

describe("the jump cache", () => {
  it("knows two addresses that want the same entry", () => {
    enter(0);
    enter(1);

    expect(known(0)).toBeGreaterThan(0);
    expect(known(1)).toBeGreaterThan(0);
    expect(known(0)).not.toBe(known(1));
  });

  it("leaves a block that is compiled in its place, whoever comes after it", () => {
    enter(0);
    const block = known(0);
    core.view.setUint16(block + BLOCK_HEADER, Op.Enter, true);
    for (const index of [1, 2, 3]) enter(index);

    expect(known(0)).toBe(block);
    expect([known(1), known(2)]).toEqual([0, 0]);
    expect(known(3)).toBeGreaterThan(0);
  });

  it("gives the place of a block that is not compiled to who comes last", () => {
    for (const index of [0, 1, 2]) enter(index);

    expect(known(2)).toBeGreaterThan(0);
    expect([0, 1].filter((index) => known(index) > 0)).toHaveLength(1);
  });
});
