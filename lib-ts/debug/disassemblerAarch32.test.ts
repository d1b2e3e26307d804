import { describe, expect, it } from "vitest";
import { A32_ROWS } from "./a32Rows.gen.ts";
import { a32Word, isShared } from "./aarch32/sharedEncodings.ts";
import { disassembleA32, disassembleT32 } from "./disassemblerAarch32.ts";
import type { EncodingRow } from "./encodings.ts";
import { listCode } from "./listing.ts";
import { T32_ROWS } from "./t32Rows.gen.ts";
import { hasObjdump, type ObjdumpLine } from "./testing/objdump.ts";
import { aarch32Code, codeOf, OBJDUMP_AARCH32, objdumpAarch32, readRecord } from "./testing/recording.ts";
import { type InstructionSet, saysTheSame } from "./testing/spelling.ts";

const SETS = ["a32", "t32"] as const;
const INSTRUCTIONS_A_ROW = 20;
const SHARED_ROWS = A32_ROWS.filter(([mask, value]) => isShared({ mask, value }));

const isInstalled = hasObjdump(OBJDUMP_AARCH32);
if (!isInstalled)
  console.warn(`${OBJDUMP_AARCH32} is not installed (binutils-arm-linux-gnueabihf): compared with its record only`);

/** What our listing of `code` has and objdump's has not, but for the documented differences of spelling. */
function differences(set: InstructionSet, code: Uint8Array, expected: readonly ObjdumpLine[]): string[] {
  const ours = listCode(code, 0n, set);
  const pairs = ours.map(({ code, text }, index) => ({ code, text, theirs: expected[index] }));
  return pairs
    .filter(({ code, text, theirs }) => code !== theirs.code || !saysTheSame(text, theirs.text, set))
    .map(({ code, text, theirs }) => `${code}: '${text}', but objdump: '${theirs.code} ${theirs.text}'`);
}

const matches = ([mask, value]: EncodingRow, code: number) => ((code ^ value) & mask) === 0;

/** The recorded instructions that our listing does not have as data. */
function namedCodes(set: InstructionSet): number[] {
  const lines = listCode(codeOf(set, readRecord(set)), 0n, set);
  return lines.filter(({ text }) => !text.startsWith(".inst")).map(({ code }) => Number.parseInt(code, 16));
}

/** Titles of the rows of which `codes` have no instruction. */
function missing(rows: readonly EncodingRow[], codes: readonly number[]): string[] {
  return rows.filter((row) => !codes.some((code) => matches(row, code))).map(([, , , , title]) => title);
}

describe("the disassembler of AArch32", () => {
  it.each(SETS)("says what objdump said, for the recorded code of %s", (set) => {
    const recorded = readRecord(set);

    expect(differences(set, codeOf(set, recorded), recorded).slice(0, 30)).toEqual([]);
  });

  it.skipIf(!isInstalled).each(SETS)("says what objdump says, for more random code of every row of %s", (set) => {
    const code = aarch32Code(set, INSTRUCTIONS_A_ROW);

    expect(differences(set, code, objdumpAarch32(set, code)).slice(0, 30)).toEqual([]);
  });

  it("has a name for a recorded instruction of every row", () => {
    const [a32, t32] = SETS.map(namedCodes);
    const shared = t32.flatMap((code) => a32Word(code) ?? []);

    expect(missing(A32_ROWS, a32)).toEqual([]);
    expect(missing(T32_ROWS, t32)).toEqual([]);
    expect(missing(SHARED_ROWS, shared)).toEqual([]);
  });
});

describe("disassembleA32", () => {
  it("prints a word without a meaning as data", () => {
    expect(disassembleA32(0xf800_0000, 0n)).toBe(".inst 0xf8000000");
  });

  it("computes targets from PC, 8 bytes further on, within 32 bits", () => {
    expect(disassembleA32(0xeaff_fffe, 0xc000_8000n)).toBe("b 0xc0008000");
    expect(disassembleA32(0xebff_fff8, 0x8n)).toBe("bl 0xfffffff0");
    expect(disassembleA32(0xe59f_1010, 0x8000n)).toBe("ldr r1, [pc, #16] @ 0x8018");
  });

  it("shows a modified immediate's rotation only when an assembler would choose another", () => {
    expect(disassembleA32(0xe3a0_0102, 0n)).toBe("mov r0, #-2147483648");
    expect(disassembleA32(0xe3a0_0004, 0n)).toBe("mov r0, #4");
    expect(disassembleA32(0xe3a0_0f01, 0n)).toBe("mov r0, #1, 30");
  });
});

describe("disassembleT32", () => {
  it("prints what has no meaning as data, of 16 or 32 bits", () => {
    expect(disassembleT32(0xb800, 0n)).toBe(".inst.n 0xb800");
    expect(disassembleT32(0xbff8, 0n)).toBe(".inst.n 0xbff8"); // IT of condition 15
    expect(disassembleT32(0xe8c0_0000, 0n)).toBe(".inst.w 0xe8c00000");
  });

  it("gives instructions of an IT block its condition, and 16-bit ones no flags", () => {
    expect(disassembleT32(0x1888, 0n)).toBe("adds r0, r1, r2");
    expect(disassembleT32(0x1888, 0n, 0x08)).toBe("addeq r0, r1, r2");
    expect(disassembleT32(0xeb11_0002, 0n, 0x18)).toBe("addsne.w r0, r1, r2");
  });

  it("aligns PC for literals, not for branches", () => {
    expect(disassembleT32(0x4801, 0x8002n)).toBe("ldr r0, [pc, #4] @ 0x8008");
    expect(disassembleT32(0xe7fe, 0x8002n)).toBe("b.n 0x8002");
    expect(disassembleT32(0xf7ff_effe, 0x8002n)).toBe("blx 0x8000");
  });
});
