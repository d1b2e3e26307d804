/** What the registers beyond the free ones are for. X0..X15 and all vector registers hold anything. */

/** Middle of the data window, a multiple of 16. */
export const DATA = 18;
/** Loop counters: three of the main routine, two of those that it calls, one of those that they call. */
export const COUNTERS: readonly (readonly number[])[] = [[19, 20, 21], [22, 23], [24]];
/** What keeps the program finite: backward jumps outside of loops, and calls, that are left. */
export const FUEL = 25;
export const CALLS = 26;
/** Distance from the code to its second mapping; 0 when there is none. */
export const ALIAS = 28;
export const FRAME = 29;
export const LINK = 30;
