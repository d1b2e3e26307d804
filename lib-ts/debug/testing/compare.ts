/**
 * Our listing of a program beside objdump's, but for the documented differences of spelling. What lies between the functions,
 * literals for example, is compared, too: differences there are of words that are no instructions of this machine.
 *
 *   npm run compare:disassembly -- a32|t32 FILE [FROM [BYTES]]
 *
 * FROM and BYTES are offsets into the file, e.g. of an ELF file's .text; of a zImage into the kernel that it holds.
 */
import { readFileSync } from "node:fs";
import { isZImage, parseZImage, unpackZImage } from "../../loader/zImage.ts";
import { listCode } from "../listing.ts";
import { objdumpAarch32 } from "./recording.ts";
import { type InstructionSet, saysTheSame } from "./spelling.ts";

const LARGEST_KERNEL = 1 << 28;
const SHOWN = 100;

async function read(path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(readFileSync(path));
  return isZImage(bytes) ? (await unpackZImage(parseZImage(path, bytes), LARGEST_KERNEL)).bytes : bytes;
}

/** Prints the first instructions that both name differently, and counts all differences. @throws Error when objdump fails or is not installed */
async function compare(set: InstructionSet, path: string, from: number, size: number): Promise<void> {
  const code = (await read(path)).slice(from, from + size);
  const theirs = objdumpAarch32(set, code);
  const pairs = listCode(code, 0n, set).map((line, index) => ({ ...line, other: theirs[index] }));
  const different = pairs.filter(({ code, text, other }) => code !== other.code || !saysTheSame(text, other.text, set));
  const named = different.filter(({ text }) => !text.startsWith(".inst"));
  for (const { address, code, text, other } of named.slice(0, SHOWN)) {
    console.log(`${address.toString(16)}: ${code} ${text}\n  objdump: ${other.code} ${other.text}`);
  }
  const unnamed = different.length - named.length;
  console.log(`${pairs.length} compared: ${named.length} differ, ${unnamed} are instructions for objdump only`);
}

const [set, path, from = "0", size = "0x7fffffff"] = process.argv.slice(2);
if ((set !== "a32" && set !== "t32") || path === undefined) {
  throw new Error("say what to compare: npm run compare:disassembly -- a32|t32 FILE [FROM [BYTES]]");
}
await compare(set, path, Number(from), Number(size));
