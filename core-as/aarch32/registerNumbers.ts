/** Numbers of registers with a name. Apart from registers.ts, so that constants may be made of them in any order of files. */
export const SP: u32 = 13;
export const LR: u32 = 14;
export const PC: u32 = 15;
