import { describe, expect, it } from "vitest";
import { ECHO_DONE, LineReader, parseMarker } from "./markers.ts";

describe("parseMarker", () => {
  it("reads the line before a test", () => {
    expect(parseMarker("@bench begin integer/sort-callback")).toEqual({ kind: "begin", test: "integer/sort-callback" });
  });

  it("reads the line after a test", () => {
    expect(parseMarker("@bench end float/matrix-f64 checksum=00ff00ff12345678 ns=1234567 cpu=1200000")).toEqual({
      kind: "end",
      test: "float/matrix-f64",
      checksum: "00ff00ff12345678",
      wallNs: 1234567,
      cpuNs: 1200000,
    });
  });

  it("reads the shell's status", () => {
    expect(parseMarker("@bench done 127")).toEqual({ kind: "done", status: 127 });
  });

  it.each([
    `/ # bench sieve; ${ECHO_DONE}`,
    ECHO_DONE,
    "@bench end integer/sieve checksum=00ff ns=1 cpu=1",
    "@bench end integer/sieve checksum=00ff00ff12345678 ns=1",
    "[    3.2] @bench begin integer/sieve",
    "",
  ])("does not take %j for a marker", (line) => {
    expect(parseMarker(line)).toBeUndefined();
  });
});

describe("LineReader", () => {
  it("gives lines when they are complete, whatever the pieces", () => {
    const reader = new LineReader();
    expect(reader.take("one\r\ntw")).toEqual(["one"]);
    expect(reader.unfinished).toBe("tw");
    expect(reader.take("o\r")).toEqual([]);
    expect(reader.take("\nthree\n/ # ")).toEqual(["two", "three"]);
    expect(reader.unfinished).toBe("/ # ");
  });
});
