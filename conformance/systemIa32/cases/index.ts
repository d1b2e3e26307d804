/** Every case, by chapter. */
import type { SystemCase } from "../program.ts";
import { DEBUG } from "./debug.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { PAGING } from "./paging.ts";
import { SEGMENTS } from "./segments.ts";
import { SYSTEM } from "./system.ts";
import { TASKS } from "./tasks.ts";
import { VIRTUAL } from "./virtual.ts";

export const CHAPTERS: Readonly<Record<string, readonly SystemCase[]>> = {
  exceptions: EXCEPTIONS,
  segments: SEGMENTS,
  tasks: TASKS,
  "virtual-8086 mode": VIRTUAL,
  paging: PAGING,
  debug: DEBUG,
  system: SYSTEM,
};
