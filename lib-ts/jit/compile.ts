/** From regions to a Wasm module: their functions, and two small ones that look into the translation cache for them. */
import type { CodeSource } from "./codeSource.ts";
import type { ModuleFunctions } from "./emit/emitter.ts";
import { code } from "./emit/frame.ts";
import { pushLookup } from "./emit/lookup.ts";
import { emitRegion, type RecordedRegion } from "./emit/regionFunction.ts";
import { FUNCTIONS } from "./rows.gen.ts";
import { type Usage, usageOf } from "./usage.ts";
import { CodeWriter } from "./wasm/codeWriter.ts";
import { buildModule, type FunctionSpec, type FunctionType, type ModuleImport } from "./wasm/module.ts";
import type { TextNames } from "./wasm/text.ts";
import type { ValueType } from "./wasm/valueType.ts";

/** A region and the table slot for its function. */
export interface PlacedRegion extends RecordedRegion {
  readonly slot: number;
}

export interface CompileOptions {
  readonly tailCalls: boolean;
  /** Size of the imported memory, in pages of 64 KiB. */
  readonly memoryPages: number;
  readonly sharedMemory?: boolean;
}

/** Types that every module has, by index. */
const REGION_TYPE = 0;
const PURE_TYPE = 1;
const SYSTEM_TYPE = 2;
const LOOKUP_TYPE = 3;
const SLOW_TYPE = 4;
const REPORT_TYPE = 5;
const NEXT_TYPE = 6;
const FIXED_TYPES: readonly FunctionType[] = [
  { params: ["i32"], results: ["i32"] },
  { params: ["i32", "i32", "i32", "i32", "i32", "i32"], results: [] },
  { params: ["i32", "i32", "i32", "i32", "i32", "i32"], results: ["i32"] },
  { params: ["i32", "i32", "i32", "i64", "i32"], results: ["i32"] },
  { params: ["i32", "i32", "i64", "i32"], results: ["i32"] },
  { params: ["i32", "i32"], results: [] },
  { params: ["i32", "i32"], results: ["i32"] },
];

/** Imported functions come first, in this order. */
const SLOW_READ = 0;
const SLOW_WRITE = 1;
const REGION_HOT = 2;
const REGION_RESOLVE = 3;
const NEXT_REGION = 4;
const CALL_PURE = 5;
const CALL_SYSTEM = 6;
/** Their names, for printing. */
const FIXED_NAMES = [
  "regionRead",
  "regionWrite",
  "regionHot",
  "regionResolve",
  "nextRegion",
  "callPure",
  "callSystem",
] as const;
const FIXED_IMPORTS = FIXED_NAMES.length;

/** Name of the export that is the function of region number `index` of a module. */
export function regionName(index: number): string {
  return `r${index}`;
}

/** The bytes of a module with a function for each region, exported under `regionName`. */
export function compileRegions(
  source: CodeSource,
  placed: readonly PlacedRegion[],
  options: CompileOptions,
): Uint8Array<ArrayBuffer> {
  const usages = placed.map(({ region }) => usageOf(source, region.blocks));
  const names = importedNames(usages);
  const types: FunctionType[] = [...FIXED_TYPES];
  const imports = importList(names, types, options);
  const functions = moduleFunctions(names, options);
  const first = functions.read;
  const bodies: FunctionSpec[] = [lookup(false, SLOW_READ), lookup(true, SLOW_WRITE)];
  for (const [index, each] of placed.entries()) {
    bodies.push({ type: REGION_TYPE, ...emitRegion(source, each, usages[index], functions) });
  }
  const exports = placed.map((_, index) => ({ name: regionName(index), funcIndex: first + 2 + index }));
  return buildModule({ types, imports, functions: bodies, exports });
}

/** The function of one region alone, and names for the text of its body. */
export function compileBody(
  source: CodeSource,
  placed: PlacedRegion,
  options: CompileOptions,
): { readonly body: Uint8Array; readonly names: TextNames } {
  const usage = usageOf(source, placed.region.blocks);
  const imported = importedNames([usage]);
  const { body, frame } = emitRegion(source, placed, usage, moduleFunctions(imported, options));
  const locals = frame.names();
  const functions = [...FIXED_NAMES, ...imported, "lookupRead", "lookupWrite"];
  return { body, names: { local: (index) => locals.get(index), func: (index) => functions[index] } };
}

function moduleFunctions(names: readonly string[], { tailCalls }: CompileOptions): ModuleFunctions {
  const first = FIXED_IMPORTS + names.length;
  return {
    read: first,
    write: first + 1,
    slowRead: SLOW_READ,
    slowWrite: SLOW_WRITE,
    imported: (name) => FIXED_IMPORTS + names.indexOf(name),
    regionHot: REGION_HOT,
    regionResolve: REGION_RESOLVE,
    nextRegion: NEXT_REGION,
    callPure: CALL_PURE,
    callSystem: CALL_SYSTEM,
    tailCalls,
  };
}

function importedNames(usages: readonly Usage[]): string[] {
  return [...new Set(["conditionHolds", ...usages.flatMap(({ functions }) => [...functions])])];
}

function importList(names: readonly string[], types: FunctionType[], options: CompileOptions): ModuleImport[] {
  const functions = names.map((name): ModuleImport => {
    const { parameters, result } = FUNCTIONS[name];
    types.push({ params: parameters as ValueType[], results: [result as ValueType] });
    return { module: "core", name, kind: "func", type: types.length - 1 };
  });
  const { memoryPages, sharedMemory = false } = options;
  return [
    { module: "env", name: "memory", kind: "memory", min: memoryPages, max: memoryPages, shared: sharedMemory },
    { module: "core", name: "regionRead", kind: "func", type: SLOW_TYPE },
    { module: "core", name: "regionWrite", kind: "func", type: SLOW_TYPE },
    { module: "core", name: "regionHot", kind: "func", type: REPORT_TYPE },
    { module: "core", name: "regionResolve", kind: "func", type: REGION_TYPE },
    { module: "gate", name: "next", kind: "func", type: NEXT_TYPE },
    { module: "gate", name: "pure", kind: "func", type: PURE_TYPE },
    { module: "gate", name: "system", kind: "func", type: SYSTEM_TYPE },
    ...functions,
  ];
}

const writer = new CodeWriter();

/** (v, set, slot of the set, address, size) → linear-memory address: by the set, else by the core. */
function lookup(writes: boolean, slow: number): FunctionSpec {
  const [v, set, slot, address, size, entry] = [0, 1, 2, 3, 4, 5];
  const to = writer;
  to.reset();
  const extent = () => {
    to.localGet(size);
    to.i32Const(1);
    to.op(code("i32.sub"));
    to.op(code("i64.extend_i32_u"));
  };
  const miss = () => {
    for (const argument of [v, slot, address, size]) to.localGet(argument);
    to.call(slow);
  };
  pushLookup(to, { address, set, entry, writes }, extent, miss, 0);
  return { type: LOOKUP_TYPE, locals: [{ count: 1, type: "i32" }], body: to.bytes() };
}
