import { expect, it } from "vitest";
import type { BlockView, CodeSource } from "./codeSource.ts";
import type { PlacedRegion } from "./compile.ts";
import { Links } from "./links.ts";
import { packPlaces, unpackPlaces } from "./packedPlaces.ts";
import { Op } from "./rows.ts";

const HIGH = 0xf000_0000;
const INDIRECT = HIGH + 0x20;
const source = {
  block: (at: number, delta: number) => ({ at, delta, lastOp: at + 0x10 }),
  opCode: (op: number) => (op === INDIRECT ? Op.Jump : Op.Goto),
} as unknown as CodeSource;
const block = (at: number, delta: number) => source.block(at, delta) as BlockView;

function place(first: number, pc: bigint, links: Links, assuming: boolean): PlacedRegion {
  const edges = [[{ kind: "taken", to: 1, guarded: true } as const], []];
  const region = { pc, blocks: [block(first, 0), block(0x2000, -64)], edges, entries: [1] };
  return { region, slot: 77, record: HIGH + 4, turnstile: HIGH + 8, assuming, links, cells: (op) => op + 0x100 };
}

it("gives placed regions back as they were", () => {
  const links = Links.of(Int32Array.of(-8, 0x3000, 0x4000, 12, HIGH, HIGH + 12));
  const placed = [place(0x1000, 0xffff_8000_8801_2340n, links, true), place(HIGH + 0x10, 0x12n, Links.NONE, false)];

  const back = unpackPlaces(source, structuredClone(packPlaces(source, placed)));

  const plain = ({ cells, links: { words }, ...others }: PlacedRegion) => ({ ...others, words: [...words] });
  expect(back.map(plain)).toEqual(placed.map(plain));
  expect(back[1].cells(INDIRECT)).toBe(INDIRECT + 0x100);
  expect(back[0].cells(INDIRECT)).toBeUndefined();
  expect([...back[0].links.byDelta()]).toEqual([...links.byDelta()]);
});
