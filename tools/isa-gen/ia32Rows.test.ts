import { describe, expect, it } from "vitest";
import { TestCore } from "../../core-as/testing/core.ts";
import { type Ia32Row, type Mandatory, matchesIa32, parseIa32Row, readIa32Tables } from "./ia32Parse.ts";

const ROWS = readIa32Tables("core-as/isa/ia32");
const PREFIXES: readonly Mandatory[] = ["", "66", "F3", "F2"];

interface Probe {
  readonly map: number;
  readonly opcode: number;
  readonly modrm: number;
  readonly prefix: Mandatory;
}

/** Every opcode with every ModRM byte and every prefix. */
const PROBES: readonly Probe[] = [0, 1].flatMap((map) =>
  Array.from({ length: 256 }, (_, opcode) => opcode).flatMap((opcode) =>
    Array.from({ length: 256 }, (_, modrm) => modrm).flatMap((modrm) =>
      PREFIXES.map((prefix) => ({ map, opcode, modrm, prefix })),
    ),
  ),
);

const byOpcode = Array.from({ length: 512 }, (_, opcode) =>
  ROWS.map((row, index) => ({ row, index })).filter(({ row }) => matchesOpcode(row, opcode >> 8, opcode & 255)),
);

function matchesOpcode(row: Ia32Row, map: number, opcode: number): boolean {
  return row.map === map && opcode >= row.opcode && opcode < row.opcode + row.span;
}

function expected({ map, opcode, modrm, prefix }: Probe): number {
  const found = byOpcode[map * 256 + opcode].find(({ row }) => matchesIa32(row, map, opcode, modrm, prefix));
  return found ? found.index : -1;
}

describe("the IA32 encoding tables", () => {
  it("have for every row an encoding that no other row takes", () => {
    const reached = new Set(PROBES.map(expected));

    expect(ROWS.filter((_, index) => !reached.has(index)).map(({ where, title }) => `${where} ${title}`)).toEqual([]);
  });

  it("are what the core's decoder says, for every opcode, ModRM byte and prefix", () => {
    const core = new TestCore();
    const different = PROBES.filter(
      (probe) =>
        core.exports.classifyIa32(probe.map * 256 + probe.opcode, probe.modrm, PREFIXES.indexOf(probe.prefix)) !==
        expected(probe),
    );

    expect(different).toEqual([]);
  });

  it("say which column is wrong", () => {
    expect(() => parseIa32Row("0F /r | f | a | t | 3.2", "x.isa:1", "x")).toThrow("has no opcode");
    expect(() => parseIa32Row("88 /r what | f | a | t | 3.2", "x.isa:1", "x")).toThrow("'what' in");
    expect(() => parseIa32Row("88 mem | f | a | t | 3.2", "x.isa:1", "x")).toThrow("without a ModRM byte");
  });
});
