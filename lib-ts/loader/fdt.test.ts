import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cells, cells64, childOf, type FdtNode, fdtNode, strings } from "./fdt.ts";
import { readFdt } from "./fdtReader.ts";
import { writeFdt } from "./fdtWriter.ts";

const name = fc.stringMatching(/^[a-z][a-z0-9,-]{0,12}$/);
const { tree } = fc.letrec<{ tree: FdtNode }>((tie) => ({
  tree: fc
    .tuple(
      name,
      fc.uniqueArray(fc.tuple(name, fc.uint8Array({ maxLength: 9 })), { maxLength: 3, selector: ([key]) => key }),
      fc.oneof(
        { maxDepth: 3 },
        fc.constant<FdtNode[]>([]),
        fc.uniqueArray(tie("tree"), { maxLength: 3, selector: ({ name }) => name }),
      ),
    )
    .map(([own, properties, children]) => fdtNode(own, Object.fromEntries(properties), children)),
}));

describe("flattened device trees", () => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(tree, (root) => {
        const fdt = { root, reservations: [{ address: 0x1000n, size: 0x2000n }], bootCpu: 3 };
        expect(readFdt("tree", writeFdt(fdt))).toEqual(fdt);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  it("has the header of version 17, compatible to 16", () => {
    const view = new DataView(writeFdt({ root: fdtNode(""), reservations: [], bootCpu: 0 }).slice().buffer);
    const fields = Array.from({ length: 10 }, (_, index) => view.getUint32(4 * index));
    expect(fields).toEqual([0xd00dfeed, view.byteLength, 56, 72, 40, 17, 16, 0, 0, 16]);
  });

  it("pads to the space asked for", () => {
    const blob = writeFdt({ root: fdtNode(""), reservations: [], bootCpu: 0 }, 4096);
    expect(blob.length).toBe(4096);
    expect(readFdt("tree", blob).root.name).toBe("");
  });

  it("encodes cells, pairs of cells and strings", () => {
    expect([...cells(1, 0xffffffff)]).toEqual([0, 0, 0, 1, 255, 255, 255, 255]);
    expect([...cells64(0x1_0000_0002)]).toEqual([0, 0, 0, 1, 0, 0, 0, 2]);
    expect([...strings("a", "b")]).toEqual([97, 0, 98, 0]);
  });

  it("finds a node with or without its unit address", () => {
    const root = fdtNode("", {}, [fdtNode("memory@40000000")]);
    expect(childOf(root, "memory")).toBe(root.children[0]);
    expect(childOf(root, "memory@40000000")).toBe(root.children[0]);
  });
});
