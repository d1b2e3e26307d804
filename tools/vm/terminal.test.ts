import { describe, expect, it } from "vitest";
import { EscapeFilter } from "./terminal.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("EscapeFilter", () => {
  it("passes typing on", () => {
    expect(new EscapeFilter().filter(bytes("ls\r"))).toEqual({ bytes: bytes("ls\r"), leave: false });
  });

  it("leaves at Ctrl-A x, also in two parts", () => {
    const filter = new EscapeFilter();
    expect(filter.filter(bytes("\x01"))).toEqual({ bytes: bytes(""), leave: false });
    expect(filter.filter(bytes("x"))).toEqual({ bytes: bytes(""), leave: true });
  });

  it("sends one Ctrl-A for two", () => {
    expect(new EscapeFilter().filter(bytes("\x01\x01x"))).toEqual({ bytes: bytes("\x01x"), leave: false });
  });
});
