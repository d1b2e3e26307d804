/**
 * Input of a recording: a JSON array of { "at": instructions, "text": "..." }, in order. The same image and the same log
 * give the same run under the deterministic clock.
 */
import { readFileSync } from "node:fs";
import type { AgendaItem, AgendaSubject } from "../../lib-ts/worker/agenda.ts";
import { UsageError } from "./options.ts";

export function readInputLog(path: string): AgendaItem<AgendaSubject>[] {
  const wrong = new UsageError(`${path}: not a JSON array of { "at": instructions, "text": string } in order`);
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw wrong;
  }
  if (!Array.isArray(value)) throw wrong;
  let last = 0;
  return value.map(({ at, text }) => {
    if (!Number.isSafeInteger(at) || at < last || typeof text !== "string") throw wrong;
    last = at;
    return { at, act: (machine) => machine.type(new TextEncoder().encode(text)) };
  });
}
