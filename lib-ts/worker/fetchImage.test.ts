import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fetchImage } from "./fetchImage.ts";

const BODY = new Uint8Array(10_000).map((_, index) => index & 0xff);
const SHA256 = "3421d9aa928a94decb191ab8e8b76c1d8434bf602c5b3ba10ad42f54c8199c34";

let server: Server;
let base = "";

beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === "/gone") response.writeHead(404).end();
    else if (request.url === "/cut")
      response.writeHead(200, { "content-length": "10000" }).write(BODY.slice(0, 100), () => response.destroy());
    else if (request.url === "/slow") response.writeHead(200, { "content-length": "10000" }).write(BODY.slice(0, 100));
    else response.writeHead(200, { "content-length": String(BODY.length) }).end(BODY);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const url = (path: string, more: { size?: number; sha256?: string } = {}) =>
  ({ kind: "url", name: "kernel", url: base + path, ...more }) as const;
const nothing = () => {};

describe("fetchImage", () => {
  it("gives the bytes and counts them", async () => {
    const counts: [number, number][] = [];
    const bytes = await fetchImage(url("/k"), (done, total) => counts.push([done, total]));
    expect(bytes).toEqual(BODY);
    expect(counts.at(-1)).toEqual([10_000, 10_000]);
  });

  it("reads files and bytes", async () => {
    expect(await fetchImage({ kind: "file", name: "k", file: new Blob([BODY]) }, nothing)).toEqual(BODY);
    expect(await fetchImage({ kind: "bytes", name: "k", bytes: BODY }, nothing)).toBe(BODY);
  });

  it("checks the SHA-256", async () => {
    await expect(fetchImage(url("/k", { sha256: SHA256 }), nothing)).resolves.toEqual(BODY);
    await expect(fetchImage(url("/k", { sha256: SHA256.replace("3", "4") }), nothing)).rejects.toThrow(/SHA-256/);
  });

  it.each([
    ["a missing file", "/gone", {}, "ImageUnavailable"],
    ["a broken connection", "/cut", {}, "ImageUnavailable"],
    ["a file of another size", "/k", { size: 12_000 }, "ImageTruncated"],
  ])("names %s", async (_, path, more, name) => {
    await expect(fetchImage(url(path, more), nothing)).rejects.toMatchObject({ name });
  });

  it("gives up when it is told to, by name", async () => {
    const stop = new AbortController();
    const started = fetchImage(url("/slow"), () => stop.abort(), stop.signal);
    await expect(started).rejects.toMatchObject({ name: "ImageUnavailable" });
  });

  it("refuses a file that no machine holds, before it is read", async () => {
    const file = { size: 2 ** 32, arrayBuffer: () => Promise.reject(new Error("read")) } as unknown as Blob;
    await expect(fetchImage({ kind: "file", name: "disk.img", file }, nothing)).rejects.toMatchObject({
      name: "ImageTooLarge",
    });
  });

  it("names a server that is not there", async () => {
    const source = { kind: "url", name: "kernel", url: "http://127.0.0.1:1/k" } as const;
    await expect(fetchImage(source, nothing)).rejects.toMatchObject({ name: "ImageUnavailable" });
  });
});
