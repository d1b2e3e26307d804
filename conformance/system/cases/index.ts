import type { SystemCase } from "../program.ts";
import { ALIGNMENT } from "./alignment.ts";
import { DEBUG } from "./debug.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { IDENTIFICATION } from "./identification.ts";
import { INTERRUPTS } from "./interrupts.ts";
import { PERMISSIONS } from "./permissions.ts";
import { TRANSLATION } from "./translation.ts";
import { TRAPS } from "./traps.ts";

export const CHAPTERS: Readonly<Record<string, readonly SystemCase[]>> = {
  exceptions: EXCEPTIONS,
  traps: TRAPS,
  permissions: PERMISSIONS,
  translation: TRANSLATION,
  alignment: ALIGNMENT,
  debug: DEBUG,
  interrupts: INTERRUPTS,
  identification: IDENTIFICATION,
};
