import { afterAll, describe, expect, it } from "vitest";
import { Hardware, hasHardware } from "../../testing/x87/hardware.ts";
import { exactInstructions, TRANSCENDENTALS } from "../../testing/x87/instructions.ts";
import { Random } from "../../testing/x87/random.ts";
import { hashOf, nameOf, readAnswers, recordsOf } from "../../testing/x87/recorded.ts";
import { distance, transcendentalRecord } from "../../testing/x87/transcendental.ts";
import { describeAnswer, IMAGE_AT, RECORD_SIZE, STACK_AT, X87Unit } from "../../testing/x87/unit.ts";

const unit = new X87Unit();
const TRANSCENDENTAL_RECORDS = 200;
const C1 = 0x200;

const copy = (record: DataView) =>
  new DataView(record.buffer.slice(record.byteOffset, record.byteOffset + RECORD_SIZE));

function answer(record: DataView): DataView {
  const result = copy(record);
  unit.run(result);
  return result;
}

/** What need not be the same: C1, and the last place of ST(0) and ST(1). */
function withoutResults(record: DataView): string {
  const result = copy(record);
  result.setUint16(IMAGE_AT + 4, result.getUint16(IMAGE_AT + 4, true) & ~C1, true);
  for (let at = 0; at < 20; at++) result.setUint8(STACK_AT + at, 0);
  return describeAnswer(result);
}

describe("x87 instructions", () => {
  it("give what a processor gave, bit by bit, for states and operands of every kind", () => {
    const ours = exactInstructions().map((instruction) => [
      nameOf(instruction),
      hashOf(recordsOf(instruction).map(answer)),
    ]);

    expect(Object.fromEntries(ours)).toEqual(readAnswers().hashes);
  });
});

describe.skipIf(!hasHardware())("x87 instructions beside this processor", () => {
  const hardware = new Hardware();
  afterAll(() => hardware.close());

  it.each(exactInstructions().map((instruction) => ({ instruction, name: nameOf(instruction) })))(
    "$name is the same",
    ({ instruction }) => {
      const records = recordsOf(instruction, 100).slice(40);

      expect(records.map(answer).map((result) => describeAnswer(result))).toEqual(
        hardware.run(records).map((result) => describeAnswer(result)),
      );
    },
  );

  it.each(TRANSCENDENTALS)("D9 %x is within one unit in the last place, everything else the same", (modrm) => {
    const random = new Random(modrm);
    const records = Array.from({ length: TRANSCENDENTAL_RECORDS }, () => transcendentalRecord(random, modrm));
    const ours = records.map(answer);
    const theirs = hardware.run(records);

    const distances = ours.flatMap((result, index) => [0, 1].map((i) => distance(result, theirs[index], i)));
    expect(Math.max(...distances)).toBeLessThanOrEqual(1);
    expect(ours.map(withoutResults)).toEqual(theirs.map(withoutResults));
  });
});
