import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReadyWatch } from "./readyWatch.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("ReadyWatch", () => {
  it("sees the text once, also in parts", () => {
    const watch = new ReadyWatch("GUEST-READY");
    expect([watch.look(bytes("x GUEST")), watch.look(bytes("-READY y")), watch.look(bytes("GUEST-READY"))]).toEqual([
      false,
      true,
      false,
    ]);
  });

  it("takes any byte when no text is wanted", () => {
    const watch = new ReadyWatch(undefined);
    expect([watch.look(bytes("")), watch.look(bytes("a"))]).toEqual([false, true]);
  });

  it("sees what indexOf sees, however the stream is cut", () => {
    const letters = (maxLength: number) => fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength });
    fc.assert(
      fc.property(letters(4), fc.array(letters(5), { maxLength: 6 }), (wanted, parts) => {
        const watch = new ReadyWatch(wanted);
        for (const part of parts) watch.look(bytes(part));
        expect(watch.seen).toBe(parts.join("").includes(wanted));
      }),
    );
  });
});
