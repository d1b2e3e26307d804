/** Names what a file looks like, so that an error can say what was given instead of what was wanted. */

interface Signature {
  readonly offset: number;
  readonly bytes: readonly number[];
  readonly found: string;
}

const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

/** Offset and magic of each format; first match wins. */
const SIGNATURES: readonly Signature[] = [
  { offset: 56, bytes: ascii("ARMd"), found: "an arm64 Image" },
  { offset: 4, bytes: ascii("zimg"), found: "an EFI zboot kernel (compressed)" },
  { offset: 0, bytes: [0x7f, ...ascii("ELF")], found: "an ELF file" },
  { offset: 0, bytes: [0xd0, 0x0d, 0xfe, 0xed], found: "a flattened device tree" },
  { offset: 0, bytes: ascii("070701"), found: "a cpio archive" },
  { offset: 0, bytes: ascii("070702"), found: "a cpio archive" },
  { offset: 0, bytes: [0x1f, 0x8b], found: "gzip data" },
  { offset: 0, bytes: [0xfd, ...ascii("7zXZ"), 0], found: "xz data" },
  { offset: 0, bytes: [0x28, 0xb5, 0x2f, 0xfd], found: "zstd data" },
  { offset: 0, bytes: [0x02, 0x21, 0x4c, 0x18], found: "lz4 data" },
  { offset: 0, bytes: ascii("BZh"), found: "bzip2 data" },
  { offset: 0, bytes: [0x5d, 0, 0], found: "lzma data" },
  { offset: 0, bytes: ascii("!<arch>\n"), found: "a Debian package or archive" },
  { offset: 0, bytes: ascii("PK\x03\x04"), found: "a zip archive" },
  { offset: 0x24, bytes: [0x18, 0x28, 0x6f, 0x01], found: "a 32-bit Arm zImage" },
  { offset: 0x202, bytes: ascii("HdrS"), found: "an x86 bzImage" },
  { offset: 0, bytes: [0x27, 0x05, 0x19, 0x56], found: "a U-Boot legacy image" },
  { offset: 0x438, bytes: [0x53, 0xef], found: "an ext file system" },
  { offset: 0, bytes: ascii("hsqs"), found: "a squashfs file system" },
  { offset: 0, bytes: ascii("MZ"), found: "a Windows or EFI program" },
  { offset: 0, bytes: ascii("<!"), found: "a web page" },
  { offset: 0, bytes: ascii("<html"), found: "a web page" },
  { offset: 0, bytes: ascii("#!"), found: "a script" },
  { offset: 0, bytes: ascii("\x89PNG"), found: "a picture" },
];

function matches(bytes: Uint8Array, { offset, bytes: magic }: Signature): boolean {
  return magic.every((byte, index) => bytes[offset + index] === byte);
}

/** A short noun phrase for what the bytes begin with. */
export function recognise(bytes: Uint8Array): string {
  const signature = SIGNATURES.find((candidate) => matches(bytes, candidate));
  if (signature !== undefined) return signature.found;
  const head = bytes.subarray(0, 4096);
  if (head.every((byte) => byte === 0)) return "zeros";
  if (head.every((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13))) return "plain text";
  return "unknown data";
}
