import { createHash } from "node:crypto";

/** What md5sum and sha256sum print of these bytes. */
export function hashOf(kind: "md5" | "sha256", bytes: Uint8Array | string): string {
  return createHash(kind).update(bytes).digest("hex");
}
