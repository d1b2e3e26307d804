import { expect, it } from "vitest";
import type { BlockView, CodeSource } from "./codeSource.ts";
import { Links } from "./links.ts";
import type { Region } from "./region.ts";
import { Op } from "./rows.ts";

const PAGE = 0x1000;
const CONTEXT = 5;
const SET = 0x77;
const PC = 0x40_0000n;
const CELLS = 0x9000_0000;

/** A block that ends with a jump `distance` bytes on; its number is the address of its last micro-op. */
interface Jump {
  readonly delta: number;
  readonly guest: number;
  readonly distance: number;
}

/** The links of a region that the jumps make, with what the store has by linear-memory and by virtual address. */
function linksOf(jumps: readonly Jump[], byHost: Record<number, number>, byPc: Record<number, number> = {}) {
  const source = {
    opCode: () => Op.Goto,
    imm32: (op: number) => jumps[op].distance,
    block: (at: number, delta: number) => ({ at, delta, context: at === 0xbad ? 0 : CONTEXT }),
    findBlock: (host: number, context: number) => (context === CONTEXT ? (byHost[host] ?? 0) : 0),
    jumpTarget: (set: number, pc: bigint) => (set === SET ? (byPc[Number(pc - PC)] ?? 0) : 0),
    inPage: ({ guest }: BlockView, distance: number) =>
      Math.floor((guest + distance) / PAGE) === Math.floor(guest / PAGE) ? guest + distance : undefined,
  } as unknown as CodeSource;
  const blocks = jumps.map(({ delta, guest }, lastOp) => ({ delta, guest, lastOp, context: CONTEXT }) as BlockView);
  const at = (delta: number) => blocks.findIndex((block) => block.delta === delta);
  const edges = jumps.map(({ delta, distance }) => {
    const to = at(delta + distance);
    return to < 0 ? [] : [{ kind: "taken", to, guarded: false } as const];
  });
  const links = Links.from(source, { pc: PC, blocks, edges, entries: [] } as Region, SET, (block) => CELLS + block);
  return [...links.byDelta()].map(([delta, { block }]) => [delta, block]);
}

it("leads to blocks outside of the region that exist, each once", () => {
  const jumps = [
    { delta: 0, guest: PAGE, distance: 0x40 },
    { delta: 0x20, guest: PAGE + 0x20, distance: 0x20 },
    { delta: 0x30, guest: PAGE + 0x30, distance: -0x30 },
    { delta: 0x38, guest: PAGE + 0x38, distance: 0x100 },
  ];
  expect(linksOf(jumps, { [PAGE + 0x40]: 11 })).toEqual([[0x40, 11]]);
});

it("numbers them, with the cells of their blocks", () => {
  const words = Int32Array.of(-8, 0x9000_0010, 0x9000_0020, 16, 3, 4);
  expect([...Links.of(words).byDelta()]).toEqual([
    [-8, { index: 0, block: 0x9000_0010, cell: 0x9000_0020 }],
    [16, { index: 1, block: 3, cell: 4 }],
  ]);
});

it("finds blocks of other pages by the jump cache, if they are of the same context", () => {
  const jumps = [
    { delta: 0, guest: PAGE, distance: PAGE },
    { delta: 8, guest: PAGE + 8, distance: PAGE },
  ];
  expect(linksOf(jumps, {}, { [PAGE]: 12, [PAGE + 8]: 0xbad })).toEqual([[PAGE, 12]]);
});

it("has none where two pages are mapped to one address, for nothing is looked at on the way within a page", () => {
  const here = { delta: 0, guest: PAGE, distance: 0x40 };
  const there = { delta: 0x20, guest: 8 * PAGE + 0x20, distance: 0x20 };
  const [one, other] = [PAGE + 0x40, 8 * PAGE + 0x40];

  expect(linksOf([here, there], { [one]: 11, [other]: 12 })).toEqual([]);
  expect(linksOf([here, there], { [one]: 11 })).toEqual([]);
  expect(linksOf([here, there], { [other]: 12 })).toEqual([]);
});

it("takes what is behind the page for what it is compared with, whatever the jump cache had", () => {
  const far = { delta: PAGE, guest: 2 * PAGE, distance: 0x40 - PAGE };
  const near = { delta: 0, guest: PAGE, distance: 0x40 };

  expect(linksOf([near, far], { [PAGE + 0x40]: 11 }, { 64: 12 })).toEqual([[0x40, 11]]);
  expect(linksOf([far, near], { [PAGE + 0x40]: 11 }, { 64: 12 })).toEqual([]);
});
