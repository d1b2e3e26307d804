/** Accesses that share a look-up do what each of them would do alone, wherever pages end. */
import { describe, expect, it } from "vitest";
import { MAIR_EL1, SCTLR_EL1, Sctlr, TCR_EL1, TTBR0_EL1 } from "../../core-as/aarch64/state.ts";
import { BLOCK_HEADER, BLOCK_OP_COUNT, SLOT_PC, SLOT_TC, SLOT_X, VCPU_CONTEXT } from "../../core-as/layout.ts";
import { TestCore } from "../../core-as/testing/core.ts";
import type { CoreVcpu, ExecutionTier } from "../core/index.ts";
import { vmRamWrite } from "../sel4vm/guestRam.ts";
import { vmRunSlice } from "../sel4vm/guestVm.ts";
import type { Vm } from "../sel4vm/index.ts";
import { machine, RAM_START } from "../testing/machine.ts";
import { OP_SIZE } from "./codeSource.ts";
import { type GroupedAccess, groupsIn } from "./emit/groups.ts";
import { type BlockView, CodeSource } from "./index.ts";
import type { Region } from "./region.ts";
import { Op } from "./rows.ts";

const HVC = 0xd400_0002;
const PAGE = 4096;
const SLICE = 2000;
const ACCESSED = 1n << 10n;
const T0SZ_39_BITS = 25n;

/** Uses 32 bytes below x1 in several ways, moves x1 by x10, and goes on at x9: no loop that a region sees at first. */
const WALK = [
  0xa9be0c22, // stp x2, x3, [x1, #-32]!
  0xf9000824, // str x4, [x1, #16]
  0xf9400025, // ldr x5, [x1]
  0x39405c26, // ldrb w6, [x1, #23]
  0x91002027, // add x7, x1, #8
  0xf94004e8, // ldr x8, [x7, #8]
  0xa8c20823, // ldp x3, x2, [x1], #32
  0x8b080042, // add x2, x2, x8
  0x8b050084, // add x4, x4, x5
  0x8b0a0021, // add x1, x1, x10
  0xd61f0120, // br x9
];

/** Maps RAM at its own addresses, as memory where accesses need not be aligned: one block descriptor of a gigabyte. */
function mapRam(vm: Vm, cpu: CoreVcpu): void {
  const tables = RAM_START + 0x8_0000;
  const block = BigInt(RAM_START) | ACCESSED | 1n;
  vmRamWrite(vm, tables + 8, new Uint8Array(BigUint64Array.of(block).buffer));
  cpu.setU64(MAIR_EL1, 0xffn);
  cpu.setU64(TTBR0_EL1, BigInt(tables));
  cpu.setU64(TCR_EL1, T0SZ_39_BITS);
  cpu.setU64(SCTLR_EL1, BigInt(Sctlr.M));
}

interface Walk {
  readonly from: number;
  readonly step: bigint;
  readonly slices: number;
}

function walk(tier: ExecutionTier, { from, step, slices }: Walk) {
  const { vm } = machine(WALK, { tier });
  const [cpu] = vm.core.vcpus;
  mapRam(vm, cpu);
  cpu.setX(1, BigInt(RAM_START + from));
  cpu.setX(2, 0x0123_4567_89ab_cdefn);
  cpu.setX(4, 77n);
  cpu.setX(9, BigInt(RAM_START));
  cpu.setX(10, step);
  for (let slice = 0; slice < slices; slice++) vmRunSlice(vm, { budgetInstructions: SLICE });
  return vm.core;
}

describe("accesses that share a look-up", () => {
  it.each([
    { title: "over pages of data", from: 2 * PAGE, step: 8n, slices: 6 },
    { title: "down into the page of the code", from: PAGE + 800, step: -8n, slices: 1 },
    { title: "always in two pages", from: 3 * PAGE + 16, step: 0n, slices: 6 },
  ])("$title leave what they leave one by one", ({ from, step, slices }) => {
    const alone = walk("interp", { from, step, slices });
    const shared = walk("all", { from, step, slices });

    expect(shared.stats.regions?.regions).toBeGreaterThan(0);
    expect(shared.stateHash()).toBe(alone.stateHash());
  });

  it("are looked up one by one where they keep lying in two pages", () => {
    const crossing = { from: 3 * PAGE + 16, step: 0n };
    const left = (slices: number) => walk("all", { ...crossing, slices }).stats.regions?.left.withinBlock ?? 0;

    expect(left(20)).toBeGreaterThan(0);
    expect(left(80)).toBe(left(60));
  });
});

function regionOf(...blocks: BlockView[]): Region {
  return { pc: 0n, blocks, edges: blocks.map(() => []), entries: [] };
}

/** The accesses of the block that `words` are, by the index of their instruction. */
function grouped(words: readonly number[]): (GroupedAccess | undefined)[] {
  const core = new TestCore();
  core.load([...words, HVC]);
  for (let n = 0; n < 31; n++) core.setX(n, BigInt(RAM_START + 0x2000));
  core.run(100n);
  const source = new CodeSource(core.view.buffer, (address, context) => core.exports.findBlock(address, context) >>> 0);
  const block = source.block(source.findBlock(core.ram, core.u32(VCPU_CONTEXT)), 0);
  const byInstruction: (GroupedAccess | undefined)[] = words.map(() => undefined);
  for (const [op, access] of groupsIn(source, regionOf(block))) byInstruction[source.instructionOf(block, op)] = access;
  return byInstruction;
}

describe("groupsIn", () => {
  it("follows a register that moves by constants, and copies of it", () => {
    const [push, store, , , , load, pop] = grouped(WALK);

    expect(push).toMatchObject({ first: true, start: -32, offset: 0, group: { span: 24, writes: true } });
    expect(store).toMatchObject({ first: false, offset: 16 });
    expect(load).toMatchObject({ first: false, offset: 16 });
    expect(new Set([push?.group, store?.group, load?.group, pop?.group]).size).toBe(1);
  });

  it("leaves an address that was loaded anew alone", () => {
    // ldr x1, [x1]; ldr x2, [x1, #8]; ldr x3, [x1, #16]
    const [first, second, third] = grouped([0xf9400021, 0xf9400422, 0xf9400823]);

    expect(first).toBeUndefined();
    expect(second?.first).toBe(true);
    expect(third?.group).toBe(second?.group);
    expect(third?.group.writes).toBe(false);
  });

  it("does not span more than half a kilobyte", () => {
    // ldr x2, [x1]; ldr x3, [x1, #1024]
    expect(grouped([0xf9400022, 0xf9420023])).toEqual([undefined, undefined]);
  });

  it("lets no access that a condition may step over look up for others", () => {
    // As A32 has it: LDRNE, then two LDR by the same register.
    const source = storeOf([
      [
        { op: Op.Skip, imm: 1, aux: 1 },
        { op: Op.LdwU32, a: SLOT_X, imm: 0 },
        { op: Op.LdwU32, a: SLOT_X, imm: 4 },
        { op: Op.LdwU32, a: SLOT_X, imm: 8 },
      ],
    ]);
    const ops = [...groupsIn(source, regionOf(source.block(BLOCK, 0))).keys()].map(
      (op) => (op - BLOCK - BLOCK_HEADER) / OP_SIZE,
    );

    expect(ops).toEqual([2, 3]);
  });
});

describe("groupsIn, over several blocks", () => {
  const load = (imm: number): MicroOp => ({ op: Op.LdwU32, a: SLOT_X, imm });
  const add = (imm: number): MicroOp => ({ op: Op.AddiI32, a: SLOT_X, d: SLOT_X, imm });
  const store = (imm: number): MicroOp => ({ op: Op.Stw32, a: SLOT_X, imm });

  /** By block: for each of its micro-ops the number of its group, in the order of their first accesses, or "-". */
  function groupNumbers(blocks: readonly (readonly MicroOp[])[], edges: readonly (readonly number[])[]): string[] {
    const source = storeOf(blocks);
    const views = blocks.map((_, index) => source.block(placeOf(index), 0x40 * index));
    const region: Region = {
      pc: 0n,
      blocks: views,
      edges: edges.map((each) => each.map((to) => ({ kind: "taken", to, guarded: false }))),
      entries: [],
    };
    const byOp = groupsIn(source, region);
    const groups = [...new Set([...byOp.values()].map(({ group }) => group))];
    return views.map(({ firstOp }, index) =>
      blocks[index]
        .map((_, n) => {
          const grouped = byOp.get(firstOp + n * OP_SIZE);
          return grouped === undefined ? "-" : `${groups.indexOf(grouped.group)}${grouped.first ? "!" : ""}`;
        })
        .join(" "),
    );
  }

  it("has what comes behind use the look-up of a block before", () => {
    expect(groupNumbers([[load(0)], [load(8)], [load(16)]], [[1, 2], [], []])).toEqual(["0!", "0", "0"]);
  });

  it("forgets it where ways meet that do not all have it, and where a loop begins", () => {
    expect(groupNumbers([[load(0)], [load(8)], [], [load(16)]], [[1, 2], [3], [3], []])).toEqual(["0!", "0", "", "0"]);
    expect(groupNumbers([[], [load(8)], [], [load(16)]], [[1, 2], [3], [3], []])).toEqual(["", "-", "", "-"]);
    expect(groupNumbers([[load(0)], [load(8)], [load(16)]], [[1], [1, 2], []])).toEqual(["-", "0!", "0"]);
  });

  it.each<[string, MicroOp[], string]>([
    ["stays", [], "0! 0"],
    ["is loaded anew", [{ op: Op.LdwU32, a: SLOT_X, d: SLOT_X, imm: 16 }], "0! 0 0"],
    ["goes up and down", [add(8), add(-8)], "0! 0 - -"],
    ["steps", [add(8)], "- - -"],
    ["is the sum of others", [{ op: Op.AddI32, a: SLOT_X, d: SLOT_X, imm: 0 }], "- - -"],
  ])("shares in a turn of a loop, by a register that %s: %s", (_, change, expected) => {
    expect(groupNumbers([[load(0), load(8), ...change]], [[0]])).toEqual([expected]);
  });

  it("writes through no look-up of another block that only reads", () => {
    expect(groupNumbers([[load(0)], [store(8), load(0)]], [[1], []])).toEqual(["-", "0! 0"]);
    expect(groupNumbers([[load(0), store(4)], [store(8)]], [[1], []])).toEqual(["0! 0", "0"]);
  });

  it("knows how far blocks lie apart when addresses come from PC", () => {
    const fromPc = (imm: number): MicroOp => ({ op: Op.AddiI64, a: SLOT_PC, d: SLOT_X, imm });
    const source = storeOf([
      [fromPc(0x100), load(0)],
      [fromPc(0xc8), load(0)],
    ]);
    const views = [source.block(placeOf(0), 0), source.block(placeOf(1), 0x40)];
    const edges = [[{ kind: "taken", to: 1, guarded: false } as const], []];
    const [first, second] = groupsIn(source, { pc: 0n, blocks: views, edges, entries: [] }).values();

    expect(first).toMatchObject({ first: true, offset: 0, group: { span: 12 } });
    expect(second).toMatchObject({ first: false, offset: 8 });
  });
});

const BLOCK = 0x100;
const BLOCK_ROOM = 0x200;

interface MicroOp {
  readonly op: Op;
  readonly a?: number;
  readonly d?: number;
  readonly imm: number;
  readonly aux?: number;
}

function placeOf(index: number): number {
  return BLOCK + index * BLOCK_ROOM;
}

/** A store with blocks at `placeOf` their numbers. */
function storeOf(blocks: readonly (readonly MicroOp[])[]): CodeSource {
  const view = new DataView(new ArrayBuffer(placeOf(blocks.length)));
  for (const [number, ops] of blocks.entries()) {
    view.setUint32(placeOf(number) + BLOCK_OP_COUNT, ops.length, true);
    for (const [index, { op, a = 0, d = SLOT_X + 8, imm, aux = 0 }] of ops.entries()) {
      const at = placeOf(number) + BLOCK_HEADER + index * OP_SIZE;
      view.setUint16(at, op, true);
      view.setUint16(at + 2, d, true);
      view.setUint16(at + 4, a, true);
      view.setUint16(at + 6, SLOT_TC, true);
      view.setUint32(at + 8, imm, true);
      view.setUint32(at + 12, aux, true);
    }
  }
  return new CodeSource(view.buffer, () => 0);
}
