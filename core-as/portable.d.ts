/** Lets the TypeScript compiler read the constant files that it shares with AssemblyScript (layout.ts, state.ts). */
declare type u32 = number;
