/** Getting an image's bytes from wherever they are, counted as they come and checked at the end. */
import type { ImageSource } from "../client/api.ts";
import { joined } from "../loader/bytes.ts";
import { ImageCorrupt, ImageError, ImageTooLarge, ImageTruncated, ImageUnavailable } from "../loader/imageError.ts";

/** No image that fits a machine is longer. */
const MAX_IMAGE = 3 * 2 ** 30;

/** Hears of every part that arrives; `total` is 0 while it is not known. */
export type Progress = (bytes: number, total: number) => void;

/** @throws ImageError */
export async function fetchImage(source: ImageSource, progress: Progress, signal?: AbortSignal): Promise<Uint8Array> {
  if (source.kind === "bytes") return finished(source.bytes, progress);
  if (source.kind === "file") return finished(await readFile(source.name, source.file), progress);
  const response = await request(source.name, source.url, signal);
  const total = Number(response.headers.get("content-length") ?? source.size ?? 0);
  const bytes = await collect(source.name, response, total, progress);
  if (source.size !== undefined && bytes.length !== source.size) {
    throw new ImageTruncated(source.name, "the whole file", source.size, bytes.length);
  }
  if (source.sha256 !== undefined) await checkHash(source.name, bytes, source.sha256);
  return bytes;
}

function finished(bytes: Uint8Array, progress: Progress): Uint8Array {
  progress(bytes.length, bytes.length);
  return bytes;
}

async function readFile(name: string, file: Blob): Promise<Uint8Array> {
  if (file.size > MAX_IMAGE) throw new ImageTooLarge(name, file.size, MAX_IMAGE, "no machine holds it");
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new ImageUnavailable(name, describe(cause));
  }
}

async function request(name: string, url: string, signal?: AbortSignal): Promise<Response> {
  try {
    const response = await fetch(url, { signal });
    if (!response.ok) throw new ImageUnavailable(name, `the server answers ${response.status}`);
    return response;
  } catch (cause) {
    throw cause instanceof ImageError ? cause : new ImageUnavailable(name, describe(cause));
  }
}

async function collect(name: string, response: Response, total: number, progress: Progress): Promise<Uint8Array> {
  if (total > MAX_IMAGE) throw new ImageTooLarge(name, total, MAX_IMAGE, "no machine holds it");
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  while (reader !== undefined) {
    const { done, value } = await reader.read().catch((cause: unknown) => {
      throw new ImageUnavailable(name, describe(cause));
    });
    if (done) break;
    chunks.push(value);
    size += value.length;
    if (size > MAX_IMAGE) throw new ImageTooLarge(name, size, MAX_IMAGE, "no machine holds it");
    progress(size, total);
  }
  return joined(chunks);
}

/** Pages without a secure context have no hash functions; there the length has to do. */
async function checkHash(name: string, bytes: Uint8Array, sha256: string): Promise<void> {
  if (globalThis.crypto?.subtle === undefined) return;
  const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
  const hex = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex !== sha256) throw new ImageCorrupt(name, "the SHA-256", `is ${hex} instead of ${sha256}`);
}

function describe(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
