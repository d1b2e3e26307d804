/** Failures of the WebAssembly writer and printer, by name. All are mistakes of the region compiler, never of a guest. */
import { hex, VmError } from "../../errors.ts";

/** An instruction name that the table of opcodes lacks. */
export class InstructionUnknown extends VmError {
  override readonly name = "InstructionUnknown";
  constructor(instruction: string) {
    super(`"${instruction}" is no WebAssembly instruction; use a name of the text format, such as i64.add`);
  }
}

/** A branch to a label that no open construct has. */
export class LabelNotOpen extends VmError {
  override readonly name = "LabelNotOpen";
  constructor(readonly label: number) {
    super(`no open block, loop or if has the label ${label}; branch only from inside the construct`);
  }
}

/** `else_`, `end` and the end of the function must match what was opened. */
export class NestingBroken extends VmError {
  override readonly name = "NestingBroken";
  constructor(what: string, open: number) {
    super(`${what} does not fit here: ${open} constructs are open`);
  }
}

/** Bytes that begin no instruction of the table. `offset` counts from the start of the body. */
export class OpcodeUnknown extends VmError {
  override readonly name = "OpcodeUnknown";
  constructor(
    readonly offset: number,
    readonly code: number,
  ) {
    super(`no instruction has the opcode ${hex(code)}, found at byte ${offset} of the body`);
  }
}

/** The body ends inside an instruction. `offset` is where that instruction begins. */
export class BodyTruncated extends VmError {
  override readonly name = "BodyTruncated";
  constructor(readonly offset: number) {
    super(`the body ends inside the instruction at byte ${offset}`);
  }
}
