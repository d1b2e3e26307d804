import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { disassembleIa32 } from "./disassemblerIa32.ts";
import { IA32_ROWS, type Ia32EncodingRow } from "./ia32Rows.gen.ts";

const OBJDUMPS = ["objdump", "i686-linux-gnu-objdump"];
const CODES_A_ROW = 60;
/** Every instruction gets so many bytes: behind its end NOPs. */
const SLOT = 16;
const NOP = 0x90;
/** Bytes before the first slot: objdump does not wrap a short jump round the end of a 16-bit segment. */
const START = 256;
const CHAPTERS = [...new Set(IA32_ROWS.map((row) => row[9]))];
const MODES = [
  { width: 32, machine: "i386" },
  { width: 16, machine: "i8086" },
] as const;

const objdump = OBJDUMPS.find((name) => spawnSync(name, ["-b", "binary", "-m", "i386", "--version"]).status === 0);
if (!objdump) console.warn("objdump is not installed (binutils): the disassembler is not compared");

/** A small deterministic generator: the same bytes in every run. */
function randomNumbers(): (bound: number) => number {
  let state = 0x2545_f491;
  return (bound) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % bound;
  };
}

type Below = ReturnType<typeof randomNumbers>;

function modrmOf([, , , , digit, mod]: Ia32EncodingRow, below: Below): number[] {
  if (digit === "") return [];
  if (mod === "byte") return [digit as number];
  const high = mod === "reg" ? 3 : below(mod === "mem" ? 3 : 4);
  return [(high << 6) | ((digit === "r" ? below(8) : digit) << 3) | below(8)];
}

/** Prefixes that mean something for the row: others are printed in as many ways as there are instructions. */
function prefixesOf(
  [prefix, , , , , , immediates, assembly]: Ia32EncodingRow,
  modrm: readonly number[],
  below: Below,
): number[] {
  const mandatory = { "": [], NP: [], "66": [0x66], F3: [0xf3], F2: [0xf2] }[prefix];
  // Before indirect jumps, a prefix of DS means something else to objdump (CET's notrack).
  const segments = /^(jmp|call) \{Ev\}/.test(assembly)
    ? [0x26, 0x36, 0x64, 0x65]
    : [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65];
  const sized = prefix === "" && (/\{\w*v|\{\w+z\}|eAX|eDX|Ma|Mp|Ap|size:|sIb/.test(assembly) || /z/.test(immediates));
  const addressed =
    (modrm.length > 0 && modrm[0] < 0xc0 && !/byte/.test(assembly)) ||
    /moffs/.test(immediates) ||
    /\{[XO]./.test(assembly);
  const repeated = /\{rep/.test(assembly);
  return [
    ...(sized && below(3) === 0 ? [0x66] : []),
    ...(addressed && below(3) === 0 ? [0x67] : []),
    ...(addressed && below(3) === 0 ? [segments[below(segments.length)]] : []),
    ...(repeated && below(2) === 0 ? [[0xf2, 0xf3][/repz/.test(assembly) ? below(2) : 1]] : []),
    ...mandatory,
  ];
}

function codeOf(row: Ia32EncodingRow, below: Below): Uint8Array {
  const modrm = modrmOf(row, below);
  const opcode = row[2] + (row[3] === 1 ? 0 : below(row[3]));
  const code = [...prefixesOf(row, modrm, below), ...(row[1] === 1 ? [0x0f] : []), opcode, ...modrm];
  const rest = Array.from({ length: SLOT - code.length }, () => [below(256), 0, 0xff][below(3)]);
  return Uint8Array.from([...code, ...rest]);
}

/** The text of the instruction at the start of each slot. */
function objdumpTexts(codes: readonly Uint8Array[], machine: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), "ia32-"));
  const path = join(folder, "code");
  writeFileSync(path, Buffer.concat([Buffer.alloc(START, NOP), ...codes]));
  const args = ["-D", "-b", "binary", "-m", machine, "-M", "intel", "-z", "--insn-width=16", path];
  const { stdout } = spawnSync(objdump ?? "", args, { encoding: "utf8", maxBuffer: 1 << 28 });
  rmSync(folder, { recursive: true });
  const texts: string[] = [];
  for (const line of stdout.split("\n")) {
    const [, at, text] = /^\s*([0-9a-f]+):\t[0-9a-f ]+\t(.*)$/.exec(line) ?? [];
    const slot = (Number.parseInt(at ?? "", 16) - START) / SLOT;
    if (Number.isInteger(slot) && slot >= 0) texts[slot] = text;
  }
  return texts;
}

/** Drops comments, and blanks that only align. */
function plain(text: string): string {
  return text
    .replace(/\s*(<[^>]*>|#.*)/g, "")
    .replace(/\s+/g, " ")
    .replace(/, /g, ",")
    .trim();
}

/** Where nothing else shows an operand-size prefix, objdump appends a letter to the mnemonic. */
function withoutSuffix(ours: string, theirs: string): string {
  const [mnemonic] = ours.split(" ");
  return theirs.replace(/^(\S+)[wdl](?= |$)/, (text, stem: string) => (stem === mnemonic ? stem : text));
}

/** Cuts the codes to the lengths that we find, and fills their slots with NOPs. */
function padded(code: Uint8Array, width: 16 | 32): Uint8Array {
  const { length } = disassembleIa32(code, 0, width);
  return Uint8Array.from({ length: SLOT }, (_, at) => (at < length ? code[at] : NOP));
}

describe.each(MODES)("disassembleIa32, $width-bit code", ({ width, machine }) => {
  it.skipIf(!objdump).each(CHAPTERS)("says what objdump says, for random operands of every row of %s", (chapter) => {
    const below = randomNumbers();
    const rows = IA32_ROWS.filter((row) => row[9] === chapter);
    const codes = rows
      .flatMap((row) => Array.from({ length: CODES_A_ROW }, () => codeOf(row, below)))
      .map((code) => padded(code, width));

    const expected = objdumpTexts(codes, machine);

    const differences = codes
      .map((code, index) => ({
        code,
        ours: plain(disassembleIa32(code, START + SLOT * index, width).text),
        theirs: plain(expected[index] ?? "(nothing)"),
      }))
      .filter(({ ours, theirs }) => ours !== withoutSuffix(ours, theirs))
      .map(({ code, ours, theirs }) => `${Buffer.from(code).toString("hex")}: '${ours}', but objdump: '${theirs}'`);
    expect(differences.slice(0, 30)).toEqual([]);
  });
});

describe("disassembleIa32", () => {
  it("prints bytes without a meaning as bad", () => {
    expect(disassembleIa32(Uint8Array.of(0x0f, 0xff, 0xff), 0, 32)).toEqual({ text: "(bad)", length: 1 });
  });

  it("prints an instruction of which the end is missing as bad", () => {
    expect(disassembleIa32(Uint8Array.of(0xb8, 0x01), 0, 32)).toEqual({ text: "(bad)", length: 1 });
  });

  it("computes jump targets from the address", () => {
    expect(disassembleIa32(Uint8Array.of(0xeb, 0xfe), 0xc000_1000, 32).text).toBe("jmp 0xc0001000");
  });
});
