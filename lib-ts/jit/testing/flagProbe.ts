/** Runs what a region writes to look at its condition flags. */
import { SLOT_CC, SLOT_CC_A, SLOT_CC_B } from "../../../core-as/layout.ts";
import { Emitter, type ModuleFunctions } from "../emit/emitter.ts";
import { flagsOfKind } from "../emit/flagKinds.ts";
import { code, Frame, V } from "../emit/frame.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { buildModule } from "../wasm/module.ts";

/** A function of a record, whose kind is one of `kinds`: bit n is the low bit of what `pushes[n]` writes for it. */
export function flagProbe(
  kinds: readonly number[],
  pushes: readonly ((e: Emitter) => void)[],
): (kind: number, a: bigint, b: bigint) => number {
  const to = new CodeWriter();
  const frame = new Frame({ slots: new Map(), functions: new Set() });
  const e = new Emitter(undefined as never, to, frame, {} as ModuleFunctions, () => 0);
  frame.loadFlags(to);
  e.flagKinds = flagsOfKind(...kinds);
  to.i32Const(0);
  for (const [bit, push] of pushes.entries()) {
    push(e);
    to.i32Const(bit);
    to.op(code("i32.shl"));
    to.op(code("i32.or"));
  }
  const module = buildModule({
    types: [{ params: ["i32", "i32"], results: ["i32"] }],
    imports: [{ module: "t", name: "memory", kind: "memory", min: 1 }],
    functions: [{ type: 0, locals: frame.types.map((type) => ({ count: 1, type })), body: to.bytes() }],
    exports: [{ name: "run", funcIndex: 0 }],
  });
  const memory = new WebAssembly.Memory({ initial: 1 });
  const view = new DataView(memory.buffer);
  const { run } = new WebAssembly.Instance(new WebAssembly.Module(module), { t: { memory } }).exports;
  return (kind, a, b) => {
    view.setUint32(SLOT_CC, kind, true);
    view.setBigUint64(SLOT_CC_A, a, true);
    view.setBigUint64(SLOT_CC_B, b, true);
    return (run as (v: number) => number)(V);
  };
}
