/** Kinds of condition flags, as a region knows them when it is compiled. */
import { CC } from "../../../core-as/abi.ts";

export { CC };

export type FlagKind = keyof typeof CC;

/** Added to a kind: the flags are of that kind, or `Raw`; which one shows at run time. */
export const OR_RAW = 100;
