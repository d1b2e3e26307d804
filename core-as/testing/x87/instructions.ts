/** The x87 instructions that can be compared with a processor: every opcode with every ModR/M byte that differs. */
export interface Instruction {
  readonly first: number;
  readonly modrm: number;
}

/** In memory: mod 0, rm 7, that is [edi]. FSAVE and FRSTOR bring each record in and out anyway. */
const MEMORY: Record<number, readonly number[]> = {
  216: [0, 1, 2, 3, 4, 5, 6, 7],
  217: [0, 2, 3, 4, 5, 6, 7],
  218: [0, 1, 2, 3, 4, 5, 6, 7],
  219: [0, 2, 3, 5, 7],
  220: [0, 1, 2, 3, 4, 5, 6, 7],
  221: [0, 2, 3, 7],
  222: [0, 1, 2, 3, 4, 5, 6, 7],
  223: [0, 2, 3, 4, 5, 6, 7],
};

/** Ranges of ModR/M bytes. FNSTSW AX is not among them: records have no AX. */
const REGISTERS: Record<number, readonly (readonly [number, number])[]> = {
  216: [[0xc0, 0xff]],
  217: [
    [0xc0, 0xd0],
    [0xd8, 0xe1],
    [0xe4, 0xe5],
    [0xe8, 0xee],
    [0xf4, 0xf8],
    [0xfa, 0xfa],
    [0xfc, 0xfd],
  ],
  218: [
    [0xc0, 0xdf],
    [0xe9, 0xe9],
  ],
  219: [
    [0xc0, 0xe4],
    [0xe8, 0xf7],
  ],
  220: [[0xc0, 0xff]],
  221: [[0xc0, 0xef]],
  222: [
    [0xc0, 0xd7],
    [0xd9, 0xd9],
    [0xe0, 0xff],
  ],
  223: [
    [0xc0, 0xdf],
    [0xe8, 0xf7],
  ],
};

/** Second bytes, behind D9, of those whose results may differ from a processor's in the last place. */
export const TRANSCENDENTALS = [0xf0, 0xf1, 0xf2, 0xf3, 0xf9, 0xfb, 0xfe, 0xff] as const;

/** All but those, whose results are exact. */
export function exactInstructions(): Instruction[] {
  const all: Instruction[] = [];
  for (let first = 0xd8; first <= 0xdf; first++) {
    for (const reg of MEMORY[first]) all.push({ first, modrm: (reg << 3) | 7 });
    for (const [from, to] of REGISTERS[first]) {
      for (let modrm = from; modrm <= to; modrm++) all.push({ first, modrm });
    }
  }
  return all;
}
