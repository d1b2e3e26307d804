import { describe, expect, it } from "vitest";
import { DATA, TestProgram } from "../../testing/program.ts";

const LDXR = 0xc85f7c01; // ldxr x1, [x0]
const STXR = 0xc8027c03; // stxr w2, x3, [x0]
const DATA_ABORT = 0x25;
const UNSUPPORTED_EXCLUSIVE = 0x35;

describe("exclusive loads and stores", () => {
  it("store when nothing came in between", () => {
    const program = new TestProgram();
    program.write(DATA, 5n);
    program.run([LDXR, STXR], [DATA, 0n, 9n, 6n]);

    expect([program.x(1), program.x(2), program.read(DATA)]).toEqual([5n, 0n, 6n]);
  });

  it("do not store without a load before", () => {
    const program = new TestProgram();
    program.write(DATA, 5n);
    program.run([STXR], [DATA, 0n, 9n, 6n]);

    expect([program.x(2), program.read(DATA)]).toEqual([1n, 5n]);
  });

  it("do not store when memory has changed", () => {
    const program = new TestProgram();
    program.run([LDXR, 0xf9000000, STXR], [DATA, 0n, 9n, 6n]); // str x0, [x0] in between

    expect([program.x(2), program.read(DATA)]).toEqual([1n, DATA]);
  });

  it("do not store to another size than was loaded", () => {
    const program = new TestProgram();
    program.run([LDXR, 0x08027c03], [DATA, 0n, 9n, 6n]); // stxrb w2, w3, [x0]

    expect([program.x(2), program.read(DATA)]).toEqual([1n, 0n]);
  });

  it("store once only", () => {
    const program = new TestProgram();
    program.run([LDXR, STXR, STXR], [DATA, 0n, 9n, 0n]);

    expect(program.x(2)).toBe(1n);
  });

  it("store pairs of doublewords", () => {
    const program = new TestProgram();
    program.write(DATA, 1n);
    program.write(DATA + 8n, 2n);
    // ldxp x1, x2, [x0]; add x1, x1, #1; stxp w3, x1, x2, [x0]
    program.run([0xc87f0801, 0x91000421, 0xc8230801], [DATA, 0n, 0n, 9n]);

    expect([program.x(3), program.read(DATA), program.read(DATA + 8n)]).toEqual([0n, 2n, 2n]);
  });

  it("abort on a device", () => {
    const program = new TestProgram();
    program.run([LDXR], [0x1000n]);

    expect(program.exception).toEqual({ class: DATA_ABORT, syndrome: UNSUPPORTED_EXCLUSIVE, address: 0x1000n });
  });
});
