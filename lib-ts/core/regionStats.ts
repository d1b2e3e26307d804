/** What is known of the regions of a VM, for the cache itself and for those who look at it. */
import {
  REGION_SURPRISES,
  REGION_TURNSTILE,
  SURPRISE_COST,
  TURNSTILE_ENTRIES,
  TURNSTILE_OPEN,
} from "../../core-as/layout.ts";
import type { Links, PackedRegion } from "../jit/index.ts";
import type { LinkSites } from "./regionLinks.ts";

/** What the compiled tier did and holds. */
export interface RegionStats {
  /** Regions that may be entered now; modules made; bytes of Wasm made; bytes that live regions have. */
  readonly regions: number;
  readonly modules: number;
  readonly compiledBytes: number;
  readonly liveBytes: number;
  readonly regionsCompiled: number;
  readonly regionsEvicted: number;
  /** Milliseconds spent compiling, on the vCPU's thread. */
  readonly compileMs: number;
  /** How regions were left that the interpreter had entered; regions that follow one another count once. */
  readonly left: { readonly betweenBlocks: number; readonly bySystemCall: number; readonly withinBlock: number };
  /** Why nothing is compiled any more, if so. */
  readonly refused: string | undefined;
}

/** A region whose function is in the table. */
export interface Installed {
  readonly record: number;
  readonly slot: number;
  readonly bytes: number;
  readonly region: PackedRegion;
  /** Whether its code assumes what mostly is so: see `RecordedRegion`. */
  readonly assuming: boolean;
  /** Where it leads to other regions, and where its links stand. */
  readonly links: Links;
  readonly sites: LinkSites;
  /** What its counter of entries began with, counting down. */
  readonly counter: number;
  /** How many forms its head has had, this one included. */
  readonly forms: number;
  /** The counter when room was last made. */
  counted: number;
}

/** Address of the turnstile of the region with this record. */
export function turnstileOf(view: DataView, record: number): number {
  return view.getUint32(record + REGION_TURNSTILE, true);
}

/** Whether the region with this record may be entered. */
export function isOpen(view: DataView, record: number): boolean {
  return view.getUint32(turnstileOf(view, record) + TURNSTILE_OPEN, true) !== 0;
}

/** What the counter of entries of the region with this record has come down to: u32. */
export function entriesLeft(view: DataView, record: number): number {
  return view.getUint32(turnstileOf(view, record) + TURNSTILE_ENTRIES, true);
}

/** How often the region with this record was entered, whose counter of entries left was `counter` then. */
export function entriesOf(view: DataView, counter: number, record: number): number {
  const surprises = view.getUint32(record + REGION_SURPRISES, true);
  const counted = (counter - entriesLeft(view, record)) >>> 0;
  return Math.max(surprises, counted - surprises * SURPRISE_COST);
}
