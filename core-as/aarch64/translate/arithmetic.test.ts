import { describe, expect, it } from "vitest";
import { TestProgram } from "../../testing/program.ts";

/** "12345678" as a little-endian number, and "9": the check input of every CRC catalogue. */
const DIGITS = 0x3837_3635_3433_3231n;
const NINE = 0x39n;

describe("division", () => {
  it.each([
    { name: "sdiv x2, x0, x1", word: 0x9ac10c02, least: 1n << 63n, minusOne: 0xffff_ffff_ffff_ffffn },
    { name: "sdiv w2, w0, w1", word: 0x1ac10c02, least: 1n << 31n, minusOne: 0x7777_7777_ffff_ffffn },
  ])("$name of the most negative number by -1 gives itself", ({ word, least, minusOne }) => {
    const program = new TestProgram();
    program.run([word], [least, minusOne]);

    expect(program.x(2)).toBe(least);
  });

  it.each([
    { name: "sdiv x2, x0, x1", word: 0x9ac10c02, zero: 0n },
    { name: "udiv x2, x0, x1", word: 0x9ac10802, zero: 0n },
    { name: "sdiv w2, w0, w1", word: 0x1ac10c02, zero: 0xffff_ffff_0000_0000n },
    { name: "udiv w2, w0, w1", word: 0x1ac10802, zero: 0xffff_ffff_0000_0000n },
  ])("$name by zero gives zero", ({ word, zero }) => {
    const program = new TestProgram();
    program.run([word], [5n, zero]);

    expect(program.x(2)).toBe(0n);
  });
});

describe("CRC32", () => {
  it("gives the catalogue's check value", () => {
    const program = new TestProgram();
    // crc32x w0, w0, x1; crc32b w0, w0, w2
    program.run([0x9ac14c00, 0x1ac24000], [0xffff_ffffn, DIGITS, NINE]);

    expect(program.x(0) ^ 0xffff_ffffn).toBe(0xcbf4_3926n);
  });

  it("uses the Castagnoli polynomial in CRC32C", () => {
    const program = new TestProgram();
    // crc32cx w0, w0, x1; crc32cb w0, w0, w2
    program.run([0x9ac15c00, 0x1ac25000], [0xffff_ffffn, DIGITS, NINE]);

    expect(program.x(0) ^ 0xffff_ffffn).toBe(0xe306_9283n);
  });
});

describe("bit and byte order", () => {
  it("REV16 swaps the bytes of each halfword of W", () => {
    const program = new TestProgram();
    program.run([0x5ac00401], [0xffff_ffff_1122_3344n]); // rev16 w1, w0

    expect(program.x(1)).toBe(0x2211_4433n);
  });

  it("CLS does not count the sign bit itself", () => {
    const program = new TestProgram();
    program.run([0xdac01401], [0xffff_ffff_ffff_ffffn]); // cls x1, x0

    expect(program.x(1)).toBe(63n);
  });

  it("LSLV shifts by the amount modulo 32", () => {
    const program = new TestProgram();
    program.run([0x1ac12002], [0x8000_0001n, 33n]); // lslv w2, w0, w1

    expect(program.x(2)).toBe(2n);
  });
});

describe("multiplication", () => {
  it("SMSUBL sign-extends its factors", () => {
    const program = new TestProgram();
    program.run([0x9b218803], [0xffff_ffffn, 3n, 10n]); // smsubl x3, w0, w1, x2

    expect(program.x(3)).toBe(13n);
  });

  it("SMULH is the upper half of the signed product", () => {
    const program = new TestProgram();
    program.run([0x9b417c02], [1n << 63n, 2n]); // smulh x2, x0, x1

    expect(program.x(2)).toBe(0xffff_ffff_ffff_ffffn);
  });
});
