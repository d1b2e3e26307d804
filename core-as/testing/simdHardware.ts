/** Results of MMX and SSE instructions, recorded on a processor: simdHardware.txt says how. */
import { readFileSync } from "node:fs";

export interface SimdRecord {
  readonly name: string;
  readonly code: readonly number[];
  readonly mxcsr: number;
  readonly xmm: readonly [bigint, bigint];
  readonly eax: number;
  /** XMM0, MM0, EAX, flags and MXCSR behind it, or `#XM` and MXCSR. */
  readonly result: string;
}

function parse(line: string): SimdRecord {
  const [name, code, mxcsr, xmm0, xmm1, eax, , ...result] = line.split(" ");
  return {
    name,
    code: (code.match(/../g) as string[]).map((byte) => Number.parseInt(byte, 16)),
    mxcsr: Number.parseInt(mxcsr, 16),
    xmm: [BigInt(`0x${xmm0}`), BigInt(`0x${xmm1}`)],
    eax: Number.parseInt(eax, 16),
    result: result.join(" "),
  };
}

const lines = readFileSync(new URL("./simdHardware.txt", import.meta.url), "utf8")
  .trim()
  .split("\n");
export const SIMD_RECORDS: readonly SimdRecord[] = lines.filter((line) => !line.startsWith("#")).map(parse);
