/** Runs `npm run vm` as a user does, and collects what it says. */
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VM_ARGUMENTS } from "../../tools/vm/command.ts";

/** A guest that runs on for so long is ended, so that a test that failed leaves nothing behind. */
const LONGEST_RUN_MS = 850_000;

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** @param input what is piped in; then the pipe ends */
export function runVm(args: readonly string[], input: string | Uint8Array = ""): Promise<Outcome> {
  const child = spawn(process.execPath, [...VM_ARGUMENTS, ...args], {
    stdio: ["pipe", "pipe", "pipe"],
    timeout: LONGEST_RUN_MS,
  });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on("data", (data: Buffer) => stdout.push(data));
  child.stderr.on("data", (data: Buffer) => stderr.push(data));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on("close", (code) => resolve({ code, stdout: text(stdout), stderr: withoutNpm(text(stderr)) }));
  });
}

function text(parts: readonly Buffer[]): string {
  return Buffer.concat(parts).toString("utf8");
}

/** npm's own warnings about its configuration are not the command's. */
function withoutNpm(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => !line.startsWith("npm "))
    .join("\n");
}

const folder = mkdtempSync(join(tmpdir(), "sel4vm-headless-"));

/** A file with these bytes. */
export function temporaryFile(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
