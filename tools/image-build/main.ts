/**
 * `npm run build:guests`: assembles the built-in guests and writes their catalogue. Guests of an architecture without an assembler
 * here keep the image that they have.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { MANIFEST, storeFile } from "../guests/store.ts";
import { assembleGuest, binutilsPackage, GUEST_FOLDER, hasBinutils, imageFile } from "./assemble.ts";
import { BUILTIN_GUESTS, type BuiltinGuest } from "./builtin.ts";

function image({ id, architecture }: BuiltinGuest): Uint8Array {
  if (hasBinutils(architecture)) return assembleGuest(id, architecture);
  console.error(`build:guests: ${id} stays; its assembler is in Debian's ${binutilsPackage(architecture)}`);
  return readFileSync(join(GUEST_FOLDER, imageFile(id, architecture)));
}

const guests = BUILTIN_GUESTS.map((guest) => {
  const kernel = storeFile(GUEST_FOLDER, imageFile(guest.id, guest.architecture), image(guest));
  console.log(`${kernel.file}: ${kernel.size} bytes, sha256 ${kernel.sha256}`);
  return { ...guest, kernel };
});
storeFile(GUEST_FOLDER, MANIFEST, Buffer.from(`${JSON.stringify({ guests }, null, 2)}\n`));
