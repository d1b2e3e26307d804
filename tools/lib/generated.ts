/** Writes a generated file, leaving its time stamp alone when nothing changed. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

export function writeGenerated(path: string, header: string, body: string): void {
  writeText(path, `// ${header}\n${body.trimEnd()}\n`);
}

/** Writes a text file, leaving its time stamp alone when nothing changed. */
export function writeText(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  writeFileSync(path, text);
}
