import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CpioMode, readCpio, writeCpio } from "./cpio.ts";

const entry = fc.record({
  name: fc.stringMatching(/^[a-z][a-z/]{0,20}$/),
  mode: fc.integer({ min: 0, max: 0o177777 }),
  data: fc.uint8Array({ maxLength: 40 }),
  device: fc.tuple(fc.nat(255), fc.nat(255)),
});

describe("cpio", () => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 5 }), (entries) => {
        expect(readCpio("archive", writeCpio(entries))).toEqual(entries);
      }),
    );
  });

  it("aligns every entry to four bytes and ends with the trailer", () => {
    const bytes = writeCpio([{ name: "abc", mode: CpioMode.file, data: Uint8Array.of(1) }]);
    expect(bytes.length % 4).toBe(0);
    expect(new TextDecoder().decode(bytes)).toContain("TRAILER!!!");
  });

  it("leaves what follows the trailer alone", () => {
    const archive = writeCpio([{ name: "a", mode: CpioMode.file, data: new Uint8Array(0) }]);
    const both = new Uint8Array([...archive, 0x1f, 0x8b]);
    expect(readCpio("archive", both).map(({ name }) => name)).toEqual(["a"]);
  });
});
