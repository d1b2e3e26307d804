import { describe, expect, it } from "vitest";
import { SecondLook } from "./again.ts";
import { Batch, type BatchResult, type Oracle } from "./batch.ts";
import type { Excuse } from "./excuses.ts";
import type { GeneratedBatch } from "./generator.ts";
import type { TestInstruction } from "./instruction.ts";
import * as layout from "./layout.ts";
import { readRows } from "./rows.ts";

/** Opcodes of NOP and CLC, which stand for an instruction that may differ and one that must not. */
const [MAY, MUST] = [0x90, 0xf8];
const TEST = 1;
const rows = readRows();

function instruction(opcode: number): TestInstruction {
  const row = rows[opcode === MAY ? 0 : 1];
  const width = 32;
  const none = { modrm: undefined, memory: undefined, segment: "DS", immediates: [], repeated: false } as const;
  return { row, bytes: Uint8Array.of(opcode), operandWidth: width, addressWidth: width, ...none };
}

/** A machine whose EAX has bits by the opcodes of the test's code. */
function machine(bits: Readonly<Record<number, number>>): Oracle {
  return {
    name: "",
    run(batch: Batch): Promise<BatchResult> {
      const records = new Uint8Array(batch.count * layout.RECORD_SIZE);
      const view = new DataView(records.buffer, TEST * layout.RECORD_SIZE);
      const at = batch.addressOf(TEST) - layout.CODE_ADDRESS;
      const code = batch.code.subarray(at, at + 4);
      view.setUint32(layout.RECORD_SIGNAL, layout.ENDED_SIGNAL, true);
      view.setUint32(
        layout.RECORD_EAX,
        code.reduce((sum, byte) => sum + (bits[byte] ?? 0), 0),
        true,
      );
      return Promise.resolve({ records, windows: new Uint8Array(batch.count * layout.WINDOW_SIZE) });
    },
  };
}

const EXCUSE: Excuse = { reason: "", clause: "", covers: ({ bytes }) => bytes[0] === MAY };

async function causeOf(opcodes: readonly number[], reference: Oracle, core: Oracle) {
  const batch = new Batch(4);
  const instructions = opcodes.map(instruction);
  batch.add(Uint8Array.of(0xf9));
  batch.add(Uint8Array.from(opcodes));
  batch.add(Uint8Array.of(0xf9));
  const generated: GeneratedBatch = { batch, tests: [[], instructions, []] };
  const got = await core.run(batch);
  return new SecondLook(core, reference, [EXCUSE]).causeOf(generated, got, TEST);
}

describe("a second look at a difference", () => {
  it("finds that another test made it", async () => {
    expect(await causeOf([MUST, MUST], machine({}), machine({}))).toBe("foreign");
  });

  it("finds that what is excused begins it", async () => {
    expect(await causeOf([MAY, MUST], machine({ [MAY]: 1 }), machine({}))).toBe("excused");
    expect(await causeOf([MUST, MAY, MUST], machine({ [MAY]: 1 }), machine({}))).toBe("excused");
  });

  it("leaves what an instruction that is not excused begins", async () => {
    expect(await causeOf([MUST, MAY, MUST], machine({ [MUST]: 1 }), machine({}))).toBe("own");
    expect(await causeOf([MAY, MUST], machine({ [MUST]: 1 }), machine({}))).toBe("own");
    expect(await causeOf([MUST], machine({ [MUST]: 1 }), machine({}))).toBe("own");
  });
});
