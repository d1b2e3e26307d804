/** `npm run build:guests`: assembles the built-in guests and writes their catalogue. */

import { MANIFEST, storeFile } from "../guests/store.ts";
import { assembleGuest, GUEST_FOLDER, hasBinutils, imageFile } from "./assemble.ts";
import { BUILTIN_GUESTS } from "./builtin.ts";

if (!hasBinutils()) {
  console.error("build:guests: no AArch64 assembler; get it with: sudo apt-get install binutils-aarch64-linux-gnu");
  process.exit(1);
}
const guests = BUILTIN_GUESTS.map((guest) => {
  const kernel = storeFile(GUEST_FOLDER, imageFile(guest.id), assembleGuest(guest.id));
  console.log(`${kernel.file}: ${kernel.size} bytes, sha256 ${kernel.sha256}`);
  return { ...guest, kernel };
});
storeFile(GUEST_FOLDER, MANIFEST, Buffer.from(`${JSON.stringify({ guests }, null, 2)}\n`));
