import { describe, expect, it } from "vitest";
import { Batch } from "./batch.ts";
import { CoreOracle } from "./coreOracle.ts";
import * as layout from "./layout.ts";

const PAGE_FAULT = 14;
/** Selectors of flat segments, of code and of data. */
const [CODE, DATA] = [0x0f, 0x17];
const CODE_END = layout.CODE_ADDRESS + layout.CODE_SIZE;

/** The results of one test with flat segments, EAX and ECX all ones, and ESI at the start of all code. */
async function run(code: readonly number[]): Promise<DataView> {
  const batch = new Batch(1);
  const at = batch.inputOffset(batch.add(Uint8Array.from(code)));
  const set = (offset: number, value: number) => batch.view.setUint32(at + offset, value, true);
  for (const segment of [layout.RECORD_DS, layout.RECORD_ES, layout.RECORD_SS]) set(segment, DATA);
  set(layout.RECORD_CS, CODE);
  set(layout.RECORD_EIP, batch.addressOf(0));
  set(layout.RECORD_EFLAGS, 0x202);
  set(layout.RECORD_ECX, 0xffff_ffff);
  set(layout.RECORD_ESI, layout.CODE_ADDRESS);
  const { records } = await new CoreOracle().run(batch);
  return new DataView(records.buffer);
}

describe("the core as an oracle of IA32", () => {
  it("lets a repeated instruction go through all of the code", async () => {
    // rep lodsb
    const result = await run([0xf3, 0xac]);

    expect(result.getUint32(layout.RECORD_VECTOR, true)).toBe(PAGE_FAULT);
    expect(result.getUint32(layout.RECORD_CR2, true)).toBe(CODE_END);
    expect(result.getUint32(layout.RECORD_ESI, true)).toBe(CODE_END);
  });

  it("ends a test that does not", async () => {
    // jmp to itself
    const result = await run([0xeb, 0xfe]);

    expect(result.getUint32(layout.RECORD_SIGNAL, true)).toBe(layout.TIMEOUT_SIGNAL);
  });
});
