/** NOP, UD2, hints. SDM volume 1, 5.1.13. */
import { invalidOpcode } from "../emitException";

/** NOP, and hints that change nothing a program can see. */
export function nop(): void {}

/** UD2. */
export function undefinedInstruction(): void {
  invalidOpcode();
}
