import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { FNINIT_CONTROL, IMAGE_AT, RECORD_SIZE, STACK_AT, X87Unit } from "../../testing/x87/unit.ts";

type Case = readonly [st0: string, st1: string, result: string];

/**
 * For D9 F0, F1, F2, F3, F9, FE, FF: operands, and the true value (of the argument reduced by 66 bits of pi) to nearest, worked
 * out in 400 bits by mpmath 1.3.
 */
const CASES: Record<string, readonly Case[]> = JSON.parse(
  readFileSync(new URL("../../testing/x87/trueValues.json", import.meta.url), "utf8"),
);
const FPTAN = 0xf2;
const unit = new X87Unit();

function setRegister(record: DataView, i: number, text: string): void {
  const [head, significand] = text.split(":");
  record.setUint16(STACK_AT + 10 * i + 8, Number.parseInt(head, 16), true);
  record.setBigUint64(STACK_AT + 10 * i, BigInt(`0x${significand}`), true);
}

function getRegister(record: DataView, i: number): string {
  const head = record
    .getUint16(STACK_AT + 10 * i + 8, true)
    .toString(16)
    .padStart(4, "0");
  return `${head}:${record
    .getBigUint64(STACK_AT + 10 * i, true)
    .toString(16)
    .padStart(16, "0")}`;
}

/** ST(0) after the instruction; of FPTAN, which pushes 1, ST(1). */
function resultOf(modrm: number, st0: string, st1: string): string {
  const record = new DataView(new ArrayBuffer(RECORD_SIZE));
  record.setUint8(0, 0xd9);
  record.setUint8(1, modrm);
  record.setUint16(IMAGE_AT, FNINIT_CONTROL, true);
  // R0 and R1 are full.
  record.setUint16(IMAGE_AT + 8, 0xfff0, true);
  setRegister(record, 0, st0);
  setRegister(record, 1, st1);
  unit.run(record);
  return getRegister(record, modrm === FPTAN ? 1 : 0);
}

describe("transcendental instructions", () => {
  it.each(Object.keys(CASES))("D9 %s gives the true value, rounded to nearest", (opcode) => {
    const modrm = Number.parseInt(opcode, 16);

    const ours = CASES[opcode].map(([st0, st1]) => resultOf(modrm, st0, st1));

    expect(ours).toEqual(CASES[opcode].map(([, , result]) => result));
  });
});
