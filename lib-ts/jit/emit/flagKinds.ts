/** What produced the condition flags: `CC` of core-as/exec/functions/flags.ts, which is no file that both languages read. */
export const CC = { Raw: 0, Add32: 1, Add64: 2, Sub32: 3, Sub64: 4, Logic32: 5, Logic64: 6 } as const;

export type FlagKind = keyof typeof CC;

/** Added to a kind: the flags are of that kind, or `Raw`; which one shows at run time. */
export const OR_RAW = 100;
