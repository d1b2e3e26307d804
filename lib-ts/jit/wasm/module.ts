/** Assembles the binary of a WebAssembly module from function bodies (core specification 2.0, section 5.5). */
import { CodeWriter } from "./codeWriter.ts";
import { OPCODES } from "./opcodes.ts";
import { VALUE_TYPE_CODES, type ValueType } from "./valueType.ts";

export interface FunctionType {
  readonly params: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** Sizes of a memory are in pages of 64 KiB, sizes of a table in elements. A shared memory needs a maximum. */
export type ModuleImport = { readonly module: string; readonly name: string } & (
  | { readonly kind: "memory"; readonly min: number; readonly max?: number; readonly shared?: boolean }
  | { readonly kind: "table"; readonly min: number; readonly max?: number }
  | { readonly kind: "func"; readonly type: number }
);

/** `type` is an index into the module's types. `body` is what `CodeWriter.bytes` returns: no locals, no final `end`. */
export interface FunctionSpec {
  readonly type: number;
  readonly locals: readonly { readonly count: number; readonly type: ValueType }[];
  readonly body: Uint8Array;
  /** Offsets in `body` of conditional branches that are seldom taken, ascending. */
  readonly seldom?: readonly number[];
}

/**
 * A module without memories or data of its own. Functions are numbered as everywhere in WebAssembly: imported
 * ones first, then `functions`.
 */
export interface ModuleSpec {
  readonly types: readonly FunctionType[];
  readonly imports: readonly ModuleImport[];
  readonly functions: readonly FunctionSpec[];
  /** A table of functions of its own, with `size` empty elements, exported under that name. There is no imported one then. */
  readonly table?: { readonly name: string; readonly size: number };
  readonly exports?: readonly { readonly name: string; readonly funcIndex: number }[];
  /** Functions that instantiation writes into the imported table 0, from `tableOffset` on. */
  readonly elements?: readonly { readonly tableOffset: number; readonly funcs: readonly number[] }[];
}

/** A function with the declaration of its locals, which its body begins with. */
interface DeclaredFunction extends FunctionSpec {
  readonly declared: Uint8Array;
}

/** Ids of sections, in the order in which they must come. */
const SECTION = { custom: 0, type: 1, import: 2, function: 3, table: 4, export: 7, element: 9, code: 10 } as const;
/** Kinds of imports and exports. */
const EXTERNAL = { func: 0, table: 1, memory: 2 } as const;
const FUNCTION_TYPE = 0x60;
const FUNCREF = 0x70;
const LIMITS = { maximum: 1, shared: 2 } as const;
const BRANCH_HINTS = "metadata.code.branch_hint";
const UNLIKELY = 0;
const HEADER = Uint8Array.of(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
const UTF8 = new TextEncoder();

/**
 * The bytes of a module. Nothing is validated: an ill-formed spec gives bytes that `WebAssembly.Module` refuses with a
 * reason.
 */
export function buildModule(spec: ModuleSpec): Uint8Array<ArrayBuffer> {
  const out = new CodeWriter();
  const scratch = new CodeWriter();
  out.append(HEADER);
  section(out, scratch, SECTION.type, spec.types, writeType);
  section(out, scratch, SECTION.import, spec.imports, writeImport);
  section(out, scratch, SECTION.function, spec.functions, (to, { type }) => to.u32(type));
  const tables = spec.table === undefined ? [] : [spec.table];
  section(out, scratch, SECTION.table, tables, writeTable);
  section(out, scratch, SECTION.export, exportsOf(spec), writeExport);
  section(out, scratch, SECTION.element, spec.elements ?? [], writeElements);
  const functions = spec.functions.map((each) => ({ ...each, declared: localsOf(each) }));
  hints(out, spec.imports, functions);
  section(out, scratch, SECTION.code, functions, writeCode);
  return out.bytes();
}

/** The section of the branch hinting proposal: engines that do not know it pass over it. */
function hints(out: CodeWriter, imports: readonly ModuleImport[], functions: readonly DeclaredFunction[]): void {
  const imported = imports.filter(({ kind }) => kind === "func").length;
  const hinted = [...functions.entries()].filter(([, { seldom = [] }]) => seldom.length > 0);
  if (hinted.length === 0) return;
  const to = new CodeWriter();
  sized(to, UTF8.encode(BRANCH_HINTS));
  to.u32(hinted.length);
  for (const [index, { declared, seldom = [] }] of hinted) {
    to.u32(imported + index);
    to.u32(seldom.length);
    for (const offset of seldom) {
      to.u32(declared.length + offset);
      to.u32(1);
      to.byte(UNLIKELY);
    }
  }
  out.byte(SECTION.custom);
  sized(out, to.bytes());
}

/** A section that is a vector of entries; an empty one is left out. */
function section<Entry>(
  out: CodeWriter,
  scratch: CodeWriter,
  id: number,
  entries: readonly Entry[],
  write: (to: CodeWriter, entry: Entry) => void,
): void {
  if (entries.length === 0) return;
  scratch.reset();
  scratch.u32(entries.length);
  for (const entry of entries) write(scratch, entry);
  out.byte(id);
  sized(out, scratch.bytes());
}

/** Bytes with their number in front. */
function sized(to: CodeWriter, bytes: Uint8Array): void {
  to.u32(bytes.length);
  to.append(bytes);
}

function writeType(to: CodeWriter, { params, results }: FunctionType): void {
  to.byte(FUNCTION_TYPE);
  for (const types of [params, results]) {
    to.u32(types.length);
    for (const type of types) to.byte(VALUE_TYPE_CODES[type]);
  }
}

function writeImport(to: CodeWriter, entry: ModuleImport): void {
  sized(to, UTF8.encode(entry.module));
  sized(to, UTF8.encode(entry.name));
  to.byte(EXTERNAL[entry.kind]);
  switch (entry.kind) {
    case "func":
      to.u32(entry.type);
      break;
    case "table":
      to.byte(FUNCREF);
      writeLimits(to, entry.min, entry.max, false);
      break;
    case "memory":
      writeLimits(to, entry.min, entry.max, entry.shared === true);
      break;
  }
}

function writeLimits(to: CodeWriter, min: number, max: number | undefined, shared: boolean): void {
  to.byte((max === undefined ? 0 : LIMITS.maximum) | (shared ? LIMITS.shared : 0));
  to.u32(min);
  if (max !== undefined) to.u32(max);
}

function writeTable(to: CodeWriter, { size }: { size: number }): void {
  to.byte(FUNCREF);
  writeLimits(to, size, size, false);
}

interface Export {
  readonly name: string;
  readonly kind: number;
  readonly index: number;
}

function exportsOf({ exports = [], table }: ModuleSpec): Export[] {
  const functions = exports.map(({ name, funcIndex }) => ({ name, kind: EXTERNAL.func, index: funcIndex }));
  return table === undefined ? functions : [...functions, { name: table.name, kind: EXTERNAL.table, index: 0 }];
}

function writeExport(to: CodeWriter, { name, kind, index }: Export): void {
  sized(to, UTF8.encode(name));
  to.byte(kind);
  to.u32(index);
}

/** An active segment of function indices for table 0: form 0 of element segments. */
function writeElements(
  to: CodeWriter,
  { tableOffset, funcs }: { tableOffset: number; funcs: readonly number[] },
): void {
  to.byte(0);
  to.i32Const(tableOffset);
  to.op(OPCODES.end.code);
  to.u32(funcs.length);
  for (const index of funcs) to.u32(index);
}

function localsOf({ locals }: FunctionSpec): Uint8Array {
  const to = new CodeWriter(64);
  to.u32(locals.length);
  for (const { count, type } of locals) {
    to.u32(count);
    to.byte(VALUE_TYPE_CODES[type]);
  }
  return to.bytes();
}

function writeCode(to: CodeWriter, { declared, body }: DeclaredFunction): void {
  const code = new CodeWriter(body.length + 64);
  code.append(declared);
  code.append(body);
  code.op(OPCODES.end.code);
  sized(to, code.bytes());
}
