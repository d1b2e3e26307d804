/** The regions whose functions are in the table: which of them are alive, and which make room for others. */
import type { CoreExports } from "./module.ts";
import { entriesLeft, type Installed, isOpen } from "./regionStats.ts";

const MAX_REGIONS = 16384;
const MAX_LIVE_BYTES = 12 << 20;
/** Dead regions may wait for so many looks: each reads records and turnstiles of all, which are in none of the host's caches. */
const PATIENCE = 16;

export class InstalledRegions {
  private readonly all: Installed[] = [];
  /** Regions that had to go so far, and bytes of Wasm of those that are there. */
  evicted = 0;
  liveBytes = 0;
  private looks = 0;

  /** @param released hears of every region that is dropped */
  constructor(
    private readonly view: DataView,
    private readonly core: CoreExports,
    private readonly released: (region: Installed) => void,
  ) {}

  add(region: Installed): void {
    this.all.push(region);
    this.liveBytes += region.bytes;
  }

  /** Regions that may be entered now, in the order in which they were made. */
  get alive(): Installed[] {
    return this.all.filter(({ record }) => isOpen(this.view, record));
  }

  clear(): void {
    for (const region of this.all) this.release(region);
    this.all.length = 0;
  }

  /** To be called now and then: gives up dead regions, at one call of PATIENCE. */
  look(): void {
    if (++this.looks % PATIENCE === 0) this.releaseDead();
  }

  /** A module's memory is free again when none of its functions is in a table: dead regions do not wait there. */
  private releaseDead(): void {
    let kept = 0;
    for (const region of this.all) {
      if (isOpen(this.view, region.record)) this.all[kept++] = region;
      else this.release(region);
    }
    this.all.length = kept;
  }

  /** When there is no room for `count` more, drops the half of the regions that was entered least since there was none before. */
  makeRoom(count: number): void {
    if (this.hasRoom(count)) return;
    this.releaseDead();
    if (this.hasRoom(count)) return;
    const entries = new Map(
      this.alive.map((each) => [each, (each.counted - entriesLeft(this.view, each.record)) >>> 0]),
    );
    for (const each of entries.keys()) each.counted = entriesLeft(this.view, each.record);
    const byUse = [...entries].sort(([, some], [, others]) => some - others).map(([each]) => each);
    const victims = byUse.slice(0, byUse.length >> 1);
    for (const { record } of victims) this.core.dropRegion(record);
    this.evicted += victims.length;
    this.releaseDead();
  }

  private hasRoom(count: number): boolean {
    return this.all.length + count <= MAX_REGIONS && this.liveBytes < MAX_LIVE_BYTES;
  }

  private release(region: Installed): void {
    this.liveBytes -= region.bytes;
    this.released(region);
  }
}
