/** `--jit-dump ADDR`: what the compiled tier made of the code at a guest-virtual address. */
import type { CoreInstance } from "../../lib-ts/core/index.ts";
import type { RegionBlock, RegionListing } from "../../lib-ts/core/regionInspector.ts";
import { listCode } from "../../lib-ts/debug/listing.ts";
import { hex } from "../../lib-ts/errors.ts";

/** Every live region with an instruction at `address`: guest code, micro-ops and Wasm text; or one line that says why not. */
export function jitDump(core: CoreInstance, address: bigint): string {
  const { compiledCode, stats } = core;
  const listings = compiledCode?.containing(address) ?? [];
  if (listings.length > 0) return listings.map((listing) => regionDump(core.tier, listing)).join("\n");
  const { regions = 0, refused } = stats.regions ?? {};
  const why = refused === undefined ? "" : `; compilation was refused: ${refused}`;
  return `jit-dump: no compiled region contains ${hex(address)}, of ${regions} in tier ${core.tier}${why}\n`;
}

function regionDump(tier: string, { pc, form, entries, bytes, blocks, code, wasm }: RegionListing): string {
  const head = `region ${hex(pc)}: tier ${tier}, ${form} form, ${blocks} blocks, ${entries} entries, ${bytes} bytes of Wasm`;
  return [head, ...code.flatMap(blockDump), "  Wasm:", ...indented(wasm.trimEnd().split("\n")), ""].join("\n");
}

function blockDump({ pc, bytes, encoding, microOps }: RegionBlock, index: number): string[] {
  const guest = listCode(bytes, pc, encoding).map(({ address, code, text }) => `${hex(address)}  ${code}  ${text}`);
  return [`  block ${index}, guest code:`, ...indented(guest), `  block ${index}, micro-ops:`, ...indented(microOps)];
}

function indented(lines: readonly string[]): string[] {
  return lines.map((line) => `    ${line}`);
}
