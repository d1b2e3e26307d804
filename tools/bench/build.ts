/**
 * The benchmark's programs and the initramfs that carries them, in the user's guest cache: one folder for each state of
 * the sources, so that checkouts do not disturb each other.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { type CpioEntry, CpioMode, readCpio, writeCpio } from "../../lib-ts/loader/cpio.ts";
import { isGzip } from "../../lib-ts/loader/gzip.ts";
import type { GuestEntry } from "../../lib-ts/machines/guests.ts";
import { guestCacheFolder } from "../guests/cache.ts";
import { sha256, storeFile } from "../guests/store.ts";
import { BuildError } from "../setup/buildError.ts";
import { type Compiler, FLAGS, guestCompilers, isAvailable } from "./compilers.ts";

const SOURCES = fileURLToPath(new URL("guest", import.meta.url));
/** A folder that nobody has used for so long belongs to a state of the sources that is gone. */
const FORGET_AFTER_MS = 7 * 24 * 3600 * 1000;
/** Applets that the tests use and Debian's guest gives no name of their own. */
const MORE_APPLETS = ["bunzip2", "bzip2"];

/** Compiles the programs unless that is done. @returns the path of the binary @throws BuildError */
export function buildProgram(compiler: Compiler): string {
  const path = join(folderFor(compiler), compiler.program);
  if (existsSync(path)) return path;
  if (!isAvailable(compiler)) {
    const packages = compiler.tools.map(({ debian }) => debian).join(" ");
    throw new BuildError(`no compiler for the benchmark's programs; get it with: sudo apt-get install ${packages}`);
  }
  const partial = `${path}.${process.pid}.partial`;
  const result = spawnSync(compiler.tools[0].commands[0], compileArguments(compiler, partial), {
    cwd: SOURCES,
    encoding: "utf8",
  });
  if (result.status !== 0) throw new BuildError(`the benchmark's programs do not compile:\n${result.stderr}`);
  renameSync(partial, path);
  return path;
}

function compileArguments({ flags }: Compiler, output: string): string[] {
  return [...FLAGS, ...flags, ...sources(), "-lm", "-o", output];
}

/** The guest's own initramfs with the benchmark in /bin. @returns its path @throws BuildError */
export function buildInitramfs(guest: GuestEntry): string {
  if (!guest.initrd) throw new BuildError(`guest ${guest.id} has no initramfs to add to`);
  const compilers = guestCompilers(guest.architecture);
  const programs = compilers.map((compiler) => ({
    name: `bin/${compiler.program}`,
    mode: CpioMode.file | 0o755,
    data: readFileSync(buildProgram(compiler)),
  }));
  const folder = folderFor(compilers[0]);
  const key = sha256(Buffer.concat(programs.map(({ data }) => data))).slice(0, 12);
  const file = `initramfs-${guest.initrd.sha256.slice(0, 12)}-${key}.cpio`;
  const path = join(folder, file);
  if (existsSync(path)) return path;
  const packed = readFileSync(join(guestCacheFolder(), guest.initrd.file));
  const base = isGzip(packed) ? gunzipSync(packed) : packed;
  storeFile(folder, file, writeCpio([...readCpio(guest.initrd.file, base), ...programs, ...moreApplets()]));
  return path;
}

function moreApplets(): CpioEntry[] {
  const link = new TextEncoder().encode("busybox");
  return [...MORE_APPLETS.map((name) => ({ name: `bin/${name}`, mode: CpioMode.link | 0o777, data: link }))];
}

function sources(): string[] {
  return readdirSync(SOURCES)
    .filter((name) => name.endsWith(".c"))
    .sort();
}

/** The folder for this state of the sources, made if need be; old ones are removed. */
function folderFor({ target, tools, flags }: Compiler): string {
  const texts = [...sources(), "bench.h"].map((name) => readFileSync(join(SOURCES, name), "utf8"));
  const key = sha256(Buffer.from([target, tools[0].commands[0], ...FLAGS, ...flags, ...texts].join("\0"))).slice(0, 12);
  const all = join(guestCacheFolder(), "bench");
  const folder = join(all, `${target}-${key}`);
  mkdirSync(folder, { recursive: true });
  const now = Date.now();
  utimesSync(folder, now / 1000, now / 1000);
  for (const name of readdirSync(all)) {
    if (now - statSync(join(all, name)).mtimeMs > FORGET_AFTER_MS) rmSync(join(all, name), { recursive: true });
  }
  return folder;
}
