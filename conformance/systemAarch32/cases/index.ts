import type { Aarch32Case } from "../program.ts";
import { ALIGNMENT } from "./alignment.ts";
import { EXCEPTIONS } from "./exceptions.ts";
import { INTERRUPTS } from "./interrupts.ts";
import { REGISTERS } from "./registers.ts";
import { LONG_FORMAT, OPERATIONS, SHORT } from "./translation.ts";

export const CHAPTERS: Readonly<Record<string, readonly Aarch32Case[]>> = {
  exceptions: EXCEPTIONS,
  "short descriptors": SHORT,
  "long descriptors": LONG_FORMAT,
  "address translation operations": OPERATIONS,
  registers: REGISTERS,
  interrupts: INTERRUPTS,
  alignment: ALIGNMENT,
};
