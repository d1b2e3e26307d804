/** The `shuffle` micro-op: its selectors are static data of the core, hence constants of the region. */
import type { Emitter } from "./emitter.ts";
import { code } from "./frame.ts";

/** Selectors from here on give zero. */
const NO_BYTE = 32;

/** @param table linear-memory address of the 16 selectors */
export function pushShuffle(e: Emitter, push: (index: number) => void, table: number): void {
  const { code: to, source } = e;
  const selectors = Array.from({ length: 16 }, (_, i) => (source.u32(table + (i & 12)) >>> ((i & 3) * 8)) & 0xff);
  push(0);
  push(1);
  to.op(code("i8x16.shuffle"));
  for (const selector of selectors) to.byte(selector < NO_BYTE ? selector : 0);
  if (selectors.every((selector) => selector < NO_BYTE)) return;
  to.op(code("v128.const"));
  for (const selector of selectors) to.byte(selector < NO_BYTE ? 0xff : 0);
  to.op(code("v128.and"));
}
