import { describe, expect, it } from "vitest";
import type { BlockView, CodeSource } from "./codeSource.ts";
import { PackedRegion } from "./packedRegion.ts";
import type { Region } from "./region.ts";

const source = { block: (at: number, delta: number) => ({ at, delta }) } as unknown as CodeSource;
const block = (at: number, delta: number) => ({ at, delta }) as BlockView;

describe("PackedRegion", () => {
  it("gives the region back as it was", () => {
    const region: Region = {
      pc: 0xffff_8000_0801_2340n,
      blocks: [block(0xf000_0010, 0), block(0x1000, -64), block(0x2000, 0x7fff_0000)],
      edges: [
        [
          { kind: "taken", to: 2, guarded: true },
          { kind: "next", to: 1, guarded: false },
        ],
        [],
        [{ kind: "return", to: 0, guarded: true }],
      ],
      entries: [2],
    };

    expect(PackedRegion.pack(region).unpack(source)).toEqual(region);
  });
});
