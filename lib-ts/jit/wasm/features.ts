/** What the host's WebAssembly engine can do, found out by offering it a module that needs the feature. */
import { CodeWriter } from "./codeWriter.ts";
import { buildModule } from "./module.ts";
import { OPCODES } from "./opcodes.ts";

/** Whether the engine has `return_call` and `return_call_indirect` (one proposal: an engine has both or none). */
export function hasTailCalls(): boolean {
  const code = new CodeWriter(16);
  code.op(OPCODES.return_call.code);
  code.u32(0);
  return WebAssembly.validate(
    buildModule({
      types: [{ params: [], results: [] }],
      imports: [],
      functions: [{ type: 0, locals: [], body: code.bytes() }],
    }),
  );
}
