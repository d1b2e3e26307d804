/** A few A64 instructions as words, for guests of a handful of instructions. */

/** ldr w0, [x1] */
export const LDR_W0_X1 = 0xb9400020;
/** str w0, [x1] */
export const STR_W0_X1 = 0xb9000020;
/** ldrsh x2, [x1, #2] */
export const LDRSH_X2_X1_2 = 0x79800422;
/** ldrsw x2, [x1] */
export const LDRSW_X2_X1 = 0xb9800022;
/** strb w0, [x1, #3] */
export const STRB_W0_X1_3 = 0x39000c20;
/** ldp x2, x3, [x1] */
export const LDP_X2_X3_X1 = 0xa9400c22;
/** ldr x2, [x1], #8 */
export const LDR_X2_X1_POST_8 = 0xf8408422;
/** ldr x1, [x1] */
export const LDR_X1_X1 = 0xf9400021;
/** ldr xzr, [x1] */
export const LDR_XZR_X1 = 0xf940003f;
/** str xzr, [x1] */
export const STR_XZR_X1 = 0xf900003f;
/** br x1 */
export const BR_X1 = 0xd61f0020;
/** add x5, x5, #1 */
export const ADD_X5_1 = 0x910004a5;
export const NOP = 0xd503201f;
export const WFI = 0xd503207f;
/** b . */
export const B_SELF = 0x14000000;
/** mrs x5, cntvct_el0 */
export const MRS_X5_CNTVCT = 0xd53be045;
/** msr cntv_ctl_el0, x2 */
export const MSR_CNTV_CTL_X2 = 0xd51be322;
/** msr cntv_cval_el0, x1 */
export const MSR_CNTV_CVAL_X1 = 0xd51be341;
/** b .-4 */
export const B_BACK = 0x17ffffff;

/** hvc #immediate */
export function hvc(immediate = 0): number {
  return (0xd4000002 | (immediate << 5)) >>> 0;
}

/** smc #immediate */
export function smc(immediate = 0): number {
  return (0xd4000003 | (immediate << 5)) >>> 0;
}
