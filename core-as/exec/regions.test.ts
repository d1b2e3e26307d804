/** From region to region: functions stand in for compiled ones, and say how they were left. */
import { beforeEach, describe, expect, it } from "vitest";
import { CodeSource } from "../../lib-ts/jit/index.ts";
import { CodeWriter } from "../../lib-ts/jit/wasm/codeWriter.ts";
import { buildModule } from "../../lib-ts/jit/wasm/module.ts";
import { Op } from "../ir/ops.gen.ts";
import {
  BLOCK_HEADER,
  HOT_ENTRIES,
  REGION_BETWEEN,
  REGION_BLOCKS,
  REGION_HEAD,
  REGION_HOT,
  REGION_PLACE_SIZE,
  REGION_RECORD_SIZE,
  REGION_SURPRISED,
  REGION_SURPRISES,
  REGION_TURNSTILE,
  SLOT_PC,
  SLOT_TC,
  TURNSTILE_ENTRIES,
  TURNSTILE_OPEN,
  TURNSTILE_SIZE,
  VCPU_REGION,
  VM_ARENA_NEXT,
  VM_HOT_COUNT,
  VM_HOT_THRESHOLD,
} from "../layout.ts";
import { RAM_START, TestCore } from "../testing/core.ts";

const HVC = 0xd400_0002;
const BR_X1 = 0xd61f_0020;
const ADR_X0 = 0x1000_0000;
/** Behind the micro-op that a block begins with, which counts or enters, is that of its first instruction. */
const OP_SIZE = 16;
/** Where blocks begin: the first goes to the second by x1, the second to the third, which ends the run. */
const [FIRST, SECOND, THIRD] = [0x100n, 0x1200n, 0x2300n];

type RegionFunction = (v: number, entry: number) => number;

let core: TestCore;
let source: CodeSource;
let table: WebAssembly.Table;
/** Names and entries of what was called. */
let called: string[];

const address = (offset: bigint) => RAM_START + offset;
const blockAt = (offset: bigint) => source.jumpTarget(core.u32(SLOT_TC), address(offset));

/** A function of the core's type that calls `region`. */
function asWasm(region: RegionFunction): unknown {
  const body = new CodeWriter(16);
  body.localGet(0);
  body.localGet(1);
  body.call(0);
  const module = buildModule({
    types: [{ params: ["i32", "i32"], results: ["i32"] }],
    imports: [{ module: "t", name: "region", kind: "func", type: 0 }],
    functions: [{ type: 0, locals: [], body: body.bytes() }],
    exports: [{ name: "f", funcIndex: 1 }],
  });
  return new WebAssembly.Instance(new WebAssembly.Module(module), { t: { region } }).exports.f;
}

/** Has the block at `offset` enter `region`, by entry `entry`. @returns the table slot */
function compile(offset: bigint, region: RegionFunction, entry = 0): number {
  const op = blockAt(offset) + BLOCK_HEADER;
  const slot = table.grow(1);
  table.set(slot, asWasm(region));
  core.view.setUint16(op, Op.Enter, true);
  core.view.setUint16(op + 2, entry, true);
  core.view.setInt32(op + 8, 0, true);
  core.view.setUint32(op + 12, slot, true);
  return slot;
}

/** A region that is left for the block at `to`. */
function leadsTo(name: string, to: bigint): RegionFunction {
  return (_v, entry) => {
    called.push(`${name}${entry}`);
    core.setU64(SLOT_PC, address(to));
    return REGION_BETWEEN;
  };
}

/** Interprets the block from now on, as `dropRegion` has it. */
function interpret(offset: bigint): void {
  const op = blockAt(offset) + BLOCK_HEADER;
  core.view.setUint16(op, Op.Profile, true);
  core.view.setUint32(op + 8, 1000, true);
}

const run = () => core.run(1000n, address(FIRST));

beforeEach(() => {
  core = new TestCore();
  core.view.setUint32(VM_HOT_THRESHOLD, 1_000_000, true);
  table = (core.exports as unknown as { readonly table: WebAssembly.Table }).table;
  called = [];
  for (const offset of [FIRST, SECOND]) core.load([ADR_X0, BR_X1], Number(offset));
  core.load([HVC], Number(THIRD));
  source = new CodeSource(core.view.buffer, (at, context) => core.exports.findBlock(at, context) >>> 0);
  // All three become known to the jump cache.
  for (const offset of [SECOND, THIRD]) {
    core.setX(1, address(offset));
    run();
  }
  core.setX(1, address(THIRD));
});

describe("a region that was left between blocks", () => {
  it("is followed by the region of the next block, by the entry that the block names", () => {
    compile(FIRST, leadsTo("first", SECOND));
    compile(SECOND, leadsTo("second", THIRD), 3);
    run();

    expect(called).toEqual(["first0", "second3"]);
    expect(core.pc).toBe(address(THIRD) + 4n);
  });

  it("is followed by the region that the jump cache knows, without a look at the block", () => {
    compile(FIRST, leadsTo("first", SECOND));
    compile(SECOND, leadsTo("second", THIRD));
    run();
    interpret(SECOND);
    run();

    expect(called).toEqual(["first0", "second0", "first0", "second0"]);
  });

  it("is followed by the block where a dead region was", () => {
    compile(FIRST, leadsTo("first", SECOND));
    const slot = compile(SECOND, leadsTo("second", THIRD));
    run();
    interpret(SECOND);
    table.set(slot, core.exports.deadRegion);
    run();

    expect(called).toEqual(["first0", "second0", "first0"]);
    expect(core.x(0)).toBe(address(SECOND));
  });

  it("is followed by what the block enters now, once entries were forgotten", () => {
    compile(FIRST, leadsTo("first", SECOND));
    const slot = compile(SECOND, leadsTo("second", THIRD));
    run();
    compile(SECOND, leadsTo("other", THIRD));
    core.exports.forgetEntries();
    table.set(slot, null);
    run();

    expect(called).toEqual(["first0", "second0", "first0", "other0"]);
  });
});

describe("a region that was left within a block", () => {
  /** A record whose region has the blocks, at distances from FIRST. */
  function recordOf(offsets: readonly bigint[]): number {
    const record = core.view.getUint32(VM_ARENA_NEXT, true) + TURNSTILE_SIZE;
    core.view.setUint32(record + REGION_HEAD, blockAt(FIRST), true);
    const turnstile = record - TURNSTILE_SIZE;
    core.view.setUint32(record + REGION_TURNSTILE, turnstile, true);
    core.view.setUint32(turnstile + TURNSTILE_OPEN, 1, true);
    core.view.setUint32(turnstile + TURNSTILE_ENTRIES, 100_000, true);
    core.view.setUint32(record + REGION_BLOCKS, offsets.length, true);
    const places = offsets.map((offset) => [blockAt(offset), Number(offset - FIRST)]);
    places.sort(([x], [y]) => x - y);
    for (const [index, [block, delta]] of places.entries()) {
      const place = record + REGION_RECORD_SIZE + index * REGION_PLACE_SIZE;
      core.view.setUint32(place, block, true);
      core.view.setInt32(place + 4, delta, true);
    }
    return record;
  }

  const entriesAt = (record: number) => core.view.getUint32(record + REGION_TURNSTILE, true) + TURNSTILE_ENTRIES;
  const entriesLeft = (record: number) => core.view.getUint32(entriesAt(record), true);
  const setEntriesLeft = (record: number, left: number) => core.view.setUint32(entriesAt(record), left, true);

  function leaveAt(offset: bigint, record: number, mark = 0): RegionFunction {
    return () => {
      core.setU64(SLOT_PC, address(FIRST));
      core.setU32(VCPU_REGION, record);
      return (blockAt(offset) + BLOCK_HEADER + OP_SIZE) | mark;
    };
  }

  it.each([FIRST, SECOND, THIRD])("goes on in the block that the micro-op lies in: %i", (offset) => {
    compile(FIRST, leaveAt(offset, recordOf([FIRST, SECOND, THIRD])));
    core.setX(0, 0n);
    run();

    expect(core.x(0)).toBe(offset === THIRD ? 0n : address(offset));
    expect(core.pc).toBe(address(THIRD) + 4n);
  });

  it("counts groups of accesses that lie in two pages", () => {
    const record = recordOf([FIRST, SECOND]);
    compile(FIRST, leaveAt(SECOND, record, REGION_SURPRISED));
    run();

    expect(core.view.getUint32(record + REGION_SURPRISES, true)).toBe(1);
    expect(entriesLeft(record)).toBe(100_000 - 4096);
  });

  it("is reported when its entries are counted down, and entered all the same", () => {
    const record = recordOf([FIRST]);
    let asked = 0;
    compile(FIRST, (v, entry) => {
      core.setU32(VCPU_REGION, record);
      if (asked++ === 0) return REGION_HOT;
      return leadsTo("first", THIRD)(v, entry);
    });
    run();

    expect(called).toEqual(["first0"]);
    expect(core.view.getUint32(VM_HOT_COUNT, true)).toBe(1);
  });

  it("is entered where the queue is full, too, however low the threshold", () => {
    core.view.setUint32(VM_HOT_THRESHOLD, 1, true);
    core.view.setUint32(VM_HOT_COUNT, HOT_ENTRIES, true);
    const record = recordOf([FIRST]);
    setEntriesLeft(record, 1);
    let asked = 0;
    compile(FIRST, (v, entry) => {
      // As the functions of regions begin; at last it has to end all the same.
      const left = entriesLeft(record) - 1;
      setEntriesLeft(record, left);
      core.setU32(VCPU_REGION, record);
      if (left === 0 && asked++ < 9) return REGION_HOT;
      return leadsTo("first", THIRD)(v, entry);
    });
    run();

    expect(called).toEqual(["first0"]);
    expect(asked).toBe(1);
  });
});
