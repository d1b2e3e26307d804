import { describe, expect, it } from "vitest";
import { instructionLength } from "./instructionLength.ts";

function length(hex: string, big: boolean): number {
  const bytes = hex.split(" ").map((digits) => Number.parseInt(digits, 16));
  return instructionLength((index) => bytes[index] ?? 0, { big });
}

/** As GNU as assembles them. */
const CODE_32: [string, string][] = [
  ["nop", "90"],
  ["mov %eax,(%ecx)", "89 01"],
  ["mov 8(%esp),%edx", "8b 54 24 08"],
  ["mov %eax,0x12345678(,%ebx,4)", "89 04 9d 78 56 34 12"],
  ["movl $1,0x1000", "c7 05 00 10 00 00 01 00 00 00"],
  ["movw $1,0x1000", "66 c7 05 00 10 00 00 01 00"],
  ["movb $1,(%eax)", "c6 00 01"],
  ["testl $1,(%eax)", "f7 00 01 00 00 00"],
  ["notl (%eax)", "f7 10"],
  ["testb $1,4(%ebp)", "f6 45 04 01"],
  ["mov 0x1000,%eax", "a1 00 10 00 00"],
  ["addr16 mov (%bx),%eax", "67 8b 07"],
  ["addr16 mov 0x1234,%ecx", "67 8b 0e 34 12"],
  ["movzbl 5(%esi),%eax", "0f b6 46 05"],
  ["shld $3,%eax,(%edx)", "0f a4 02 03"],
  ["btl $3,(%edx)", "0f ba 22 03"],
  ["lock cmpxchg %ecx,(%edx)", "f0 0f b1 0a"],
  ["rep movsl", "f3 a5"],
  ["jne far", "0f 85 00 01 00 00"],
  ["ljmp", "ea 00 00 00 00 08 00"],
  ["enter $16,$0", "c8 10 00 00"],
  ["fldl 8(%eax)", "dd 40 08"],
  ["movaps (%eax),%xmm1", "0f 28 08"],
  ["pshufd $1,(%eax),%xmm0", "66 0f 70 00 01"],
  ["palignr $4,(%ecx),%xmm0", "66 0f 3a 0f 01 04"],
];

const CODE_16: [string, string][] = [
  ["mov %ax,(%bx)", "89 07"],
  ["mov 0x1234,%cx", "8b 0e 34 12"],
  ["movw $1,2(%si)", "c7 44 02 01 00"],
  ["data32 movl $1,2(%si)", "66 c7 44 02 01 00 00 00"],
  ["addr32 mov (%esp),%ax", "67 8b 04 24"],
  ["ljmp", "ea 00 00 00 f0"],
  ["call", "e8 00 01"],
];

describe("instructionLength", () => {
  it.each(CODE_32)("of %s in a 32-bit segment", (_text, hex) => {
    expect(length(hex, true)).toBe(hex.split(" ").length);
  });

  it.each(CODE_16)("of %s in a 16-bit segment", (_text, hex) => {
    expect(length(hex, false)).toBe(hex.split(" ").length);
  });
});
