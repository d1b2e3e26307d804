import { describe, expect, it } from "vitest";
import type { Ia32Row } from "../../tools/isa-gen/ia32Parse.ts";
import type { Outcome } from "./excuses.ts";
import type { TestInstruction } from "./instruction.ts";
import { FX_CONTROL, FX_MXCSR, RECORD_SIZE, RECORD_VECTOR, WINDOW_ADDRESS, WINDOW_SIZE } from "./layout.ts";
import { QEMU_EXCUSES } from "./qemuExcuses.ts";
import { readRows } from "./rows.ts";

const PAGE_FAULT = 14;
const ENDED = 3;
/** The control word after FNINIT: results of 64 bits. */
const FNINIT_CONTROL = 0x37f;
const [SIGNALLING, QUIET] = [0xfff7_807f_e07f_7f01n, 0xffff_807f_e07f_7f01n];
const rows = readRows();

/** An instruction of the row with this title and opcode, its operand at linear `address`. */
function instruction(title: string, opcode: RegExp, address: number): TestInstruction {
  const row = rows.find((candidate) => candidate.title === title && opcode.test(candidate.text)) as Ia32Row;
  const memory = {
    segment: "DS",
    width: 32,
    base: undefined,
    index: undefined,
    scale: 1,
    displacement: address,
  } as const;
  const bytes = new Uint8Array(1);
  return {
    row,
    bytes,
    operandWidth: 32,
    addressWidth: 32,
    modrm: 0,
    memory,
    segment: "DS",
    immediates: [],
    repeated: false,
  };
}

function outcome(
  vector: number,
  differences: Outcome["differences"],
  window: Uint8Array = new Uint8Array(WINDOW_SIZE),
): Outcome {
  const [before, expected, got] = [0, 1, 2].map(() => new Uint8Array(RECORD_SIZE));
  for (const record of [expected, got]) new DataView(record.buffer).setUint32(RECORD_VECTOR, vector, true);
  new DataView(before.buffer).setUint16(FX_CONTROL, FNINIT_CONTROL, true);
  return { before, expected, got, differences, window, code: new Uint8Array(0x1000) };
}

const isExcused = (one: TestInstruction, what: Outcome) => QEMU_EXCUSES.some((excuse) => excuse.covers(one, what));
const word = (name: string, expected: string, got: string) => ({ name: `[${name}]`, expected, got });

describe("a store across the end of a page that faults", () => {
  it("may have left FBSTP's sign, and no digit", () => {
    const store = instruction("FBSTP", /DF/, 0x4020_7ffd);
    const sign = [word("40208000", "81800001ff81ff80", "81810001ff81ff80")];
    const digit = [word("40208000", "81810001ff81ff00", "81810001ff81ff80")];

    expect(isExcused(store, outcome(PAGE_FAULT, sign))).toBe(true);
    expect(isExcused(store, outcome(ENDED, sign))).toBe(false);
    expect(isExcused(store, outcome(PAGE_FAULT, digit))).toBe(false);
  });

  it("may have left the first half of MOVUPS", () => {
    const store = instruction("MOVUPS", /11/, 0x4020_9ff6);
    const first = [word("40209ff8", "0000001000000000", "00000000003fffff")];

    expect(isExcused(store, outcome(PAGE_FAULT, first))).toBe(true);
    expect(isExcused(store, outcome(PAGE_FAULT, [word("40209ff8", "0100000000000000", "0000000000000000")]))).toBe(
      false,
    );
    expect(isExcused(instruction("MOVUPS", /11/, 0x4020_9ff0), outcome(PAGE_FAULT, first))).toBe(false);
  });
});

describe("of two NaNs, the larger", () => {
  const nans = [{ name: "ST0", expected: "fffffc03ff03fbf80800", got: "ffffceb3f6b5c39af2a6" }];

  function memory(value: bigint): Uint8Array {
    const window = new Uint8Array(WINDOW_SIZE);
    new DataView(window.buffer).setBigUint64(0x48, value, true);
    return window;
  }

  it("is QEMU's result where the one in memory is signalling", () => {
    const divide = instruction("FDIVR", /DC .*mem/, WINDOW_ADDRESS + 0x48);

    expect(isExcused(divide, outcome(ENDED, nans, memory(SIGNALLING)))).toBe(true);
    expect(isExcused(divide, outcome(ENDED, nans, memory(QUIET)))).toBe(false);
    const number = [{ name: "ST0", expected: "fffffc03ff03fbf80800", got: "3fff8000000000000000" }];
    expect(isExcused(divide, outcome(ENDED, number, memory(SIGNALLING)))).toBe(false);
  });
});

describe("with FTZ, a result that rounding makes the smallest normal number", () => {
  const FTZ = 0x9fc0;
  const flushed = [
    { name: "MXCSR", expected: "00009ff9", got: "00009fe9" },
    { name: "XMM2", expected: "00000000000000007fe2b3c480000000", got: "00000000000000007fe2b3c480800000" },
  ];
  const convert = instruction("CVTPD2PS", /5A/, WINDOW_ADDRESS);

  function withControl(mxcsr: number, differences: Outcome["differences"]): Outcome {
    const what = outcome(ENDED, differences);
    new DataView(what.before.buffer).setUint32(FX_MXCSR, mxcsr, true);
    return what;
  }

  it("is zero for QEMU", () => {
    expect(isExcused(convert, withControl(FTZ, flushed))).toBe(true);
    expect(isExcused(convert, withControl(0x1f80, flushed))).toBe(false);
    const other = { ...flushed[1], got: "00000000000000007fe2b3c480800001" };
    expect(isExcused(convert, withControl(FTZ, [flushed[0], other]))).toBe(false);
  });
});
