/** Whether the engine has tail calls, which regions are linked by. */
import { code } from "./emit/frame.ts";
import { CodeWriter } from "./wasm/codeWriter.ts";
import { buildModule } from "./wasm/module.ts";

/** A function that calls itself for ever. */
export function hasTailCalls(): boolean {
  const to = new CodeWriter(16);
  to.op(code("return_call"));
  to.u32(0);
  return WebAssembly.validate(
    buildModule({
      types: [{ params: [], results: [] }],
      imports: [],
      functions: [{ type: 0, locals: [], body: to.bytes() }],
    }),
  );
}
