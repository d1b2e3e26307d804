/** Control transfer within a code segment. SDM volume 1, 5.1.7. Where EIP may leave the segment or wrap: codeAddress.ts. */
import { CodeAddress } from "../codeAddress";
import { Insn } from "../instruction";

/** JMP rel8, relz. */
export function jumpRelative(): void {
  CodeAddress.jump(<i32>Insn.immediate);
}

/** Jcc. */
export function jumpConditional(): void {
  CodeAddress.jumpIf(Insn.condition, <i32>Insn.immediate);
}
