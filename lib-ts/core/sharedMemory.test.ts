import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { CoreUnusable } from "../errors.ts";
import { buildModule, type ModuleImport } from "../jit/wasm/module.ts";
import { withSharedMemory } from "./sharedMemory.ts";

const core = readFileSync(new URL("../../build/core.wasm", import.meta.url));
const shared = (pages: number) => new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
const importing = (...imports: ModuleImport[]) => buildModule({ types: [], imports, functions: [] });

describe("withSharedMemory", () => {
  it("makes a core that links with a shared memory, and with no other", () => {
    const module = new WebAssembly.Module(withSharedMemory(core));

    const { exports } = new WebAssembly.Instance(module, { env: { memory: shared(64) } });

    expect(Object.keys(exports)).toEqual(WebAssembly.Module.exports(module).map(({ name }) => name));
    const plain = new WebAssembly.Memory({ initial: 64, maximum: 64 });
    expect(() => new WebAssembly.Instance(module, { env: { memory: plain } })).toThrow(WebAssembly.LinkError);
  });

  it("still asks for as much memory as before", () => {
    const module = new WebAssembly.Module(
      withSharedMemory(importing({ module: "env", name: "m", kind: "memory", min: 3 })),
    );

    expect(() => new WebAssembly.Instance(module, { env: { m: shared(2) } })).toThrow(WebAssembly.LinkError);
    expect(new WebAssembly.Instance(module, { env: { m: shared(3) } })).toBeDefined();
  });

  it("refuses modules that import something else, or nothing", () => {
    const table: ModuleImport = { module: "env", name: "t", kind: "table", min: 1 };

    expect(() => withSharedMemory(importing(table))).toThrow(CoreUnusable);
    expect(() => withSharedMemory(importing())).toThrow(CoreUnusable);
  });
});
