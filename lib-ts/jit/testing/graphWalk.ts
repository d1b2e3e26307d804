/** A graph as a WebAssembly function that asks for every decision and tells every step: the engine walks the structure. */
import type { Graph } from "../graph/dominators.ts";
import { Structure } from "../graph/structure.ts";
import { CodeWriter } from "../wasm/codeWriter.ts";
import { buildModule } from "../wasm/module.ts";
import { OPCODES } from "../wasm/opcodes.ts";

export type Step =
  | { readonly kind: "node"; readonly node: number }
  | { readonly kind: "leave"; readonly from: number; readonly to: number }
  | { readonly kind: "end"; readonly node: number };

export interface CompiledWalk {
  readonly structure: Structure;
  /** Nodes in the order in which their code was emitted. */
  readonly visited: readonly number[];
  /** Runs the function until the choices are used up, a node has no successors, or the region is left. */
  walk(choices: readonly number[]): Step[];
}

/** Imported functions: `choose(node)` returns a successor's index or -1 to stop, `leave(from, to)`, `end(node)`. */
const IMPORTS = ["choose", "leave", "end"] as const;
const CHOOSE = 0;
const LEAVE = 1;
const ENDED = 2;
const CHOICE_LOCAL = 0;

export function compileWalk(graph: Graph): CompiledWalk {
  const structure = new Structure(graph);
  const visited: number[] = [];
  const module = new WebAssembly.Module(moduleOf(emit(graph, structure, visited)));
  return { structure, visited, walk: (choices) => run(module, graph, choices) };
}

function emit({ successors }: Graph, structure: Structure, visited: number[]): Uint8Array {
  const code = new CodeWriter();
  const own = structure.labelLimit;
  structure.walk({
    openBlock: (label) => code.block(label),
    openLoop: (label) => code.loop(label),
    close: () => code.end(),
    branch: (label) => code.br(label),
    leave(from, to) {
      code.i32Const(from);
      code.i32Const(to);
      code.call(LEAVE);
      code.op(OPCODES.return.code);
    },
    node(node, emitEdge) {
      visited.push(node);
      emitChoice(code, node, own);
      for (const [index, to] of [...new Set(successors[node])].entries()) {
        code.localGet(CHOICE_LOCAL);
        code.i32Const(index);
        code.op(OPCODES["i32.eq"].code);
        code.if(own);
        emitEdge(to);
        code.end();
      }
      code.i32Const(node);
      code.call(ENDED);
      code.op(OPCODES.return.code);
    },
  });
  code.op(OPCODES.unreachable.code);
  return code.bytes();
}

/** Asks for the next edge and returns when there is to be none. */
function emitChoice(code: CodeWriter, node: number, label: number): void {
  code.i32Const(node);
  code.call(CHOOSE);
  code.localTee(CHOICE_LOCAL);
  code.i32Const(-1);
  code.op(OPCODES["i32.eq"].code);
  code.if(label);
  code.op(OPCODES.return.code);
  code.end();
}

function moduleOf(body: Uint8Array): Uint8Array<ArrayBuffer> {
  return buildModule({
    types: [
      { params: [], results: [] },
      { params: ["i32"], results: ["i32"] },
      { params: ["i32", "i32"], results: [] },
      { params: ["i32"], results: [] },
    ],
    imports: IMPORTS.map((name, index) => ({ module: "env", name, kind: "func", type: index + 1 })),
    functions: [{ type: 0, locals: [{ count: 1, type: "i32" }], body }],
    exports: [{ name: "walk", funcIndex: IMPORTS.length }],
  });
}

function run(module: WebAssembly.Module, { successors }: Graph, choices: readonly number[]): Step[] {
  const steps: Step[] = [];
  const left = [...choices];
  const env = {
    choose(node: number): number {
      const choice = left.shift();
      if (choice === undefined) return -1;
      steps.push({ kind: "node", node });
      const targets = successors[node];
      return targets.length === 0 ? 0 : [...new Set(targets)].indexOf(targets[choice % targets.length]);
    },
    leave: (from: number, to: number) => void steps.push({ kind: "leave", from, to }),
    end: (node: number) => void steps.push({ kind: "end", node }),
  };
  const { walk } = new WebAssembly.Instance(module, { env }).exports;
  (walk as () => void)();
  return steps;
}
