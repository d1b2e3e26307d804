/** Kinds of condition flags, as far as a region knows them when it is compiled. */
import { CC } from "../../../core-as/abi.ts";

export { CC };

export type FlagKind = keyof typeof CC;

/** What is known at a place of a region. Where ways that record different kinds meet, there are more kinds than one. */
export interface FlagKinds {
  /** `CC` kinds, the likeliest first. */
  readonly likely: readonly number[];
  /** Whether the flags may be of other kinds, too. */
  readonly open: boolean;
}

/** Of flags that came from outside the region, or from a function. */
export const UNKNOWN_FLAGS: FlagKinds = { likely: [], open: true };

/** All kinds that instructions of AArch32 record. */
export const AARCH32_KINDS: readonly number[] = [CC.Shifter32, CC.Sub32, CC.Add32, CC.Raw];

export function flagsOfKind(...likely: number[]): FlagKinds {
  return { likely, open: false };
}

/** What is known where two ways meet, of which `a` is the likelier. */
export function eitherFlags(a: FlagKinds, b: FlagKinds): FlagKinds {
  return { likely: [...new Set([...a.likely, ...b.likely])], open: a.open || b.open };
}

/** What is known behind a row that records `flags`, when it was `before`. */
export function recordedFlags(flags: readonly string[], before: FlagKinds): FlagKinds {
  const kind = (name: string): number => CC[name as FlagKind];
  if (flags[0] === "@conditionalCompare") return flagsOfKind(kind(flags[1]), CC.Raw);
  if (flags[0] === "@unlessZero") return eitherFlags(flagsOfKind(kind(flags[1])), before);
  return flagsOfKind(kind(flags[0]));
}
