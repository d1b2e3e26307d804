/** The code that typical regions become. `npm run golden` writes the files anew: read the difference. */
import { describe, expect, it } from "vitest";
import { CPACR_EL1 } from "../../core-as/aarch64/state.ts";
import { SLOT_TC, VCPU_CONTEXT, VM_HOT_THRESHOLD } from "../../core-as/layout.ts";
import { RAM_START, TestCore } from "../../core-as/testing/core.ts";
import { disassembleA64 } from "../debug/disassembler.ts";
import { type BlockView, blockText, CodeSource, growRegion, Links, type Region, regionText } from "./index.ts";
import { GOLDEN_PROGRAMS, type GoldenProgram } from "./testing/goldenPrograms.ts";

const WORD = 4;
const HVC = 0xd400_0002;
const FP_ENABLED = 3n << 20n;
const BUDGET = 5000n;
const DATA_REGISTER = 10;
const DATA = RAM_START + 0x1_0000n;
/** No block counts down so far; every block that was executed joins. */
const THRESHOLD = 1_000_000;
const LIMITS = { blocks: 16, ops: 600, copies: 4, threshold: THRESHOLD, joinAfter: 1 };

/** Where a program, and record, turnstile and cells of its region lie: offset in RAM, linear-memory addresses that are no block's. */
interface Place {
  readonly offset: number;
  readonly record: number;
  readonly turnstile: number;
  readonly cell: number;
}
const PLACE: Place = { offset: 0, record: 0x7fff_0000, turnstile: 0x7fff_8000, cell: 0x7fff_c000 };
const OTHER_PLACE: Place = { offset: 0x3000, record: 0x7ffe_0040, turnstile: 0x7ffd_0018, cell: 0x7ffc_0004 };

/** Runs the program, and lists the region of its head: guest code and micro-ops by block, then the function. */
function listing(program: GoldenProgram, { offset, record, turnstile, cell }: Place = PLACE): string {
  const core = new TestCore();
  core.view.setUint32(VM_HOT_THRESHOLD, THRESHOLD, true);
  core.setU64(CPACR_EL1, FP_ENABLED);
  core.setX(DATA_REGISTER, DATA);
  core.load([...program.words, HVC], offset);
  core.run(BUDGET, RAM_START + BigInt(offset));
  const source = new CodeSource(core.view.buffer, (address, context) => core.exports.findBlock(address, context) >>> 0);
  const region = regionOf(program, core, source, offset);
  const blocks = region.blocks.map((block, index) => blockListing(source, block, index));
  const links = program.outside === undefined ? Links.NONE : Links.from(source, region, core.u32(SLOT_TC), () => cell);
  const text = regionText(source, { region, record, turnstile, assuming: true, links });
  return [`;; ${program.title}`, ...blocks, text].join("\n");
}

function regionOf(
  { head, seen = [], outside }: GoldenProgram,
  core: TestCore,
  source: CodeSource,
  offset: number,
): Region {
  const blockAt = (word: number) => source.findBlock(core.ram + offset + word * WORD, core.u32(VCPU_CONTEXT));
  const block = blockAt(head);
  const alien = outside === undefined ? 0 : blockAt(outside);
  const addressOf = (word: number) => RAM_START + BigInt(offset + word * WORD);
  if (block === 0) throw new Error(`no block begins with word ${head}`);
  const hot = { block, set: core.u32(SLOT_TC), pc: addressOf(head) };
  const copies = (at: number) => (at === alien ? LIMITS.copies : 0);
  return growRegion(source, { hot, roots: [], limits: LIMITS, seen: () => seen.map(addressOf), copies });
}

function blockListing(source: CodeSource, block: BlockView, index: number): string {
  const guest = Array.from({ length: block.bytes / WORD }, (_, word) =>
    disassembleA64(source.u32(block.guest + word * WORD), BigInt(block.delta + word * WORD)),
  );
  const lines = [`;; block ${index}, ${block.delta} bytes from the head`, ...guest.map((text) => `;;   ${text}`)];
  return [...lines, ";;", ...blockText(source, block).map((text) => `;;   ${withoutIndex(text)}`), ""].join("\n");
}

/** A function's index in the core's table changes with every function of the core. */
function withoutIndex(microOp: string): string {
  return microOp.replace(/function \d+$/, "function");
}

describe("the code of", () => {
  it.each(GOLDEN_PROGRAMS)("$title", async (program) => {
    await expect(listing(program)).toMatchFileSnapshot(`golden/${program.name}.wat`);
  });
});

describe("a listing", () => {
  it.each(GOLDEN_PROGRAMS)("of $title does not depend on where code, blocks and record lie", (program) => {
    expect(listing(program, OTHER_PLACE)).toBe(listing(program));
  });

  it("of a loop stays in the region from turn to turn", () => {
    const [loop] = GOLDEN_PROGRAMS;
    expect(listing(loop)).toMatch(/^ *loop \$(\d+)$.*^ *br \$\1$/ms);
  });
});
