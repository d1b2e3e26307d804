/** The sorted list of RAM regions: pure functions, neighbours with the same flag always merged. */
import type { VmRamRegion } from "./vm.ts";

/** The list with one region more. */
export function insertRegion(regions: readonly VmRamRegion[], region: VmRamRegion): VmRamRegion[] {
  return merge([...regions, region].sort((a, b) => a.start - b.start));
}

/** The list with [start, start + size) of `region` set to `allocated`. */
export function splitRegion(
  regions: readonly VmRamRegion[],
  region: VmRamRegion,
  start: number,
  size: number,
  allocated: boolean,
): VmRamRegion[] {
  const before = { ...region, size: start - region.start };
  const after = { ...region, start: start + size, size: region.start + region.size - start - size };
  const pieces = [before, { start, size, allocated }, after].filter((piece) => piece.size > 0);
  return merge(regions.flatMap((other) => (other === region ? pieces : [other])));
}

function merge(sorted: readonly VmRamRegion[]): VmRamRegion[] {
  const merged: VmRamRegion[] = [];
  for (const region of sorted) {
    const last = merged.at(-1);
    const joins = last !== undefined && last.allocated === region.allocated && last.start + last.size === region.start;
    if (last !== undefined && joins) merged[merged.length - 1] = { ...last, size: last.size + region.size };
    else merged.push(region);
  }
  return merged;
}
