/** From regions to a Wasm module: a function each. */
import { BlockFacts } from "./blockFacts.ts";
import type { CodeSource } from "./codeSource.ts";
import type { ModuleFunctions } from "./emit/emitter.ts";
import { emitRegion, type RecordedRegion } from "./emit/regionFunction.ts";
import { FUNCTIONS } from "./rows.gen.ts";
import { type Usage, usageOf } from "./usage.ts";
import { buildModule, type FunctionSpec, type FunctionType, type ModuleImport } from "./wasm/module.ts";
import type { TextNames } from "./wasm/text.ts";
import type { ValueType } from "./wasm/valueType.ts";

/** A region and the table slot for its function. */
export interface PlacedRegion extends RecordedRegion {
  readonly slot: number;
}

export interface CompileOptions {
  /** Size of the imported memory, in pages of 64 KiB. */
  readonly memoryPages: number;
  readonly sharedMemory?: boolean;
}

/** Types that every module has, by index. */
const REGION_TYPE = 0;
const PURE_TYPE = 1;
const SYSTEM_TYPE = 2;
const FIXED_TYPES: readonly FunctionType[] = [
  { params: ["i32", "i32"], results: ["i32"] },
  { params: ["i32", "i32", "i32", "i32", "i32", "i32"], results: [] },
  { params: ["i32", "i32", "i32", "i32", "i32", "i32"], results: ["i32"] },
];

/** Imported functions come first, in this order. */
const CALL_PURE = 0;
const CALL_SYSTEM = 1;
/** Their names, for printing. */
const FIXED_NAMES = ["callPure", "callSystem"] as const;
const FIXED_IMPORTS = FIXED_NAMES.length;

/** Name of the export that is the function of region number `index` of a module. */
export function regionName(index: number): string {
  return `r${index}`;
}

/** Name of the export that is the module's table, where links go to: those of its first region, then those of the next. */
export const LINKS = "links";

/** The bytes of a module with a function for each region, exported under `regionName`, and LINKS where there are any. */
export function compileRegions(
  source: CodeSource,
  placed: readonly PlacedRegion[],
  options: CompileOptions,
): Uint8Array<ArrayBuffer> {
  const facts = new BlockFacts(source);
  const usages = placed.map(({ region }) => usageOf(facts, region.blocks));
  const names = importedNames(usages);
  const types: FunctionType[] = [...FIXED_TYPES];
  const imports = importList(names, types, options);
  const functions = moduleFunctions(names);
  const bodies: FunctionSpec[] = [];
  let size = 0;
  for (const [index, each] of placed.entries()) {
    const about = { facts, usage: usages[index], firstLink: size };
    bodies.push({ type: REGION_TYPE, ...emitRegion(source, each, about, functions) });
    size += each.links.count;
  }
  const exports = placed.map((_, index) => ({
    name: regionName(index),
    funcIndex: FIXED_IMPORTS + names.length + index,
  }));
  return buildModule({
    types,
    imports,
    functions: bodies,
    exports,
    table: size === 0 ? undefined : { name: LINKS, size },
  });
}

/** The function of one region alone, and names for the text of its body. */
export function compileBody(
  source: CodeSource,
  placed: PlacedRegion,
): { readonly body: Uint8Array; readonly names: TextNames } {
  const facts = new BlockFacts(source);
  const usage = usageOf(facts, placed.region.blocks);
  const imported = importedNames([usage]);
  const { body, frame } = emitRegion(source, placed, { facts, usage, firstLink: 0 }, moduleFunctions(imported));
  const locals = frame.names();
  const functions = [...FIXED_NAMES, ...imported];
  return { body, names: { local: (index) => locals.get(index), func: (index) => functions[index] } };
}

function moduleFunctions(names: readonly string[]): ModuleFunctions {
  return {
    imported: (name) => FIXED_IMPORTS + names.indexOf(name),
    callPure: CALL_PURE,
    callSystem: CALL_SYSTEM,
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
    { module: "gate", name: "pure", kind: "func", type: PURE_TYPE },
    { module: "gate", name: "system", kind: "func", type: SYSTEM_TYPE },
    ...functions,
  ];
}
