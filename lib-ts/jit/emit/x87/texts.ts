/**
 * Sum, product and quotient of two numbers ha:x and hb:y, in the notation of inlineText.ts: sign, e and hi:lo, exact but for a sticky bit.
 * Which operand is larger, whether a sum carries, which way it is rounded are things that no branch predictor can know, so they are
 * masks and shifts.
 */

/** It holds where the exponents differ by less than 64. Where bit 63 of hi is clear, it is out of range, or zero. */
export const SUM = `
  ha 0x7fff i32.and ea= ea hb 0x7fff i32.and i32.sub d= d 31 i32.shr_s mask=
  d mask i32.xor mask i32.sub distance= ea d mask i32.and i32.sub e=
  ha ha hb i32.xor mask i32.and i32.xor 0x8000 i32.and sign=
  x y i64.xor mask i64.extend_i32_s i64.and other64= x other64 i64.xor large= y other64 i64.xor small=
  distance i64.extend_i32_u places=
  small places i64.shr_u high=
  small 1L i64.shl 63L places i64.sub i64.shl low=
  ha hb i32.xor 0x8000 i32.and if
    large high i64.lt_u back=
    large high i64.sub low 0L i64.ne i64.extend_i32_u i64.sub
    0L back i64.extend_i32_u i64.sub i64.xor back i64.extend_i32_u i64.add hi=
    sign back 15 i32.shl i32.xor sign=
    0L low i64.sub lo=
    hi i64.clz shift= e shift i32.wrap_i64 i32.sub e=
    hi shift i64.shl lo 1L i64.shr_u 63L shift i64.sub i64.shr_u i64.or hi=
    lo shift i64.shl lo=
  else
    large high i64.add hi= hi high i64.lt_u i64.extend_i32_u shift=
    low shift i64.shr_u hi shift i64.and 63L i64.shl i64.or low shift i64.and i64.or lo=
    hi shift i64.shr_u shift 63L i64.shl i64.or hi=
    e shift i32.wrap_i64 i32.add e=
  end`;

/** Where bit 63 of hi is clear, a factor was zero. */
export const PRODUCT = `
  x 0xffffffffL i64.and xl= x 32L i64.shr_u xh= y 0xffffffffL i64.and yl= y 32L i64.shr_u yh=
  xh yl i64.mul xl yl i64.mul 32L i64.shr_u i64.add middle=
  xl yh i64.mul middle 0xffffffffL i64.and i64.add other64=
  xh yh i64.mul middle 32L i64.shr_u i64.add other64 32L i64.shr_u i64.add high=
  x y i64.mul low=
  high 63L i64.shr_u 1L i64.xor shift=
  ha 0x7fff i32.and hb 0x7fff i32.and i32.add 0x3ffe i32.sub shift i32.wrap_i64 i32.sub e=
  high shift i64.shl low 63L i64.shr_u shift i64.and i64.or hi=
  low shift i64.shl lo=
  ha hb i32.xor 0x8000 i32.and sign=`;

/** A 32-bit digit of the quotient of `high`, and `next` behind it, by top:bottom, as `digit` of core-as/fp/x87/wide.ts has it. */
const digit = (digit: string) => `
  high top i64.div_u ${digit}= high ${digit} top i64.mul i64.sub part=
  ${digit} 32L i64.shr_u 0L i64.ne ${digit} bottom i64.mul part 32L i64.shl next i64.or i64.gt_u i32.or if
    ${digit} 1L i64.sub ${digit}= part top i64.add part=
    part 32L i64.shr_u i64.eqz
    ${digit} 32L i64.shr_u 0L i64.ne ${digit} bottom i64.mul part 32L i64.shl next i64.or i64.gt_u i32.or i32.and if
      ${digit} 1L i64.sub ${digit}=
    end
  end`;

/** ha:x by hb:y. By zero it divides without harm, and gives nothing; where bit 63 of hi is clear, the dividend was zero. */
export const QUOTIENT = `
  x y i64.ge_u whole= whole i64.extend_i32_u shift=
  ha 0x7fff i32.and hb 0x7fff i32.and i32.sub 0x3ffe i32.add whole i32.add e=
  y 32L i64.shr_u y i64.eqz i64.extend_i32_u i64.or top= y 0xffffffffL i64.and bottom=
  x shift i64.shr_u high= x shift i64.and 63L i64.shl low=
  low 32L i64.shr_u next= ${digit("first")}
  high 32L i64.shl next i64.or first y i64.mul i64.sub high=
  0L next= ${digit("second")}
  high 32L i64.shl second y i64.mul i64.sub rest=
  first 32L i64.shl second i64.or hi=
  y rest i64.sub past=
  0x8000000000000000L rest past i64.ge_u i64.extend_i32_u 63L i64.shl rest 0L i64.ne i64.extend_i32_u i64.or
  rest past i64.eq select.i64 lo=
  ha hb i32.xor 0x8000 i32.and sign=`;

/** Sign, e and hi:lo as the nearest number, head:significand; zero is e and hi zero. Rounding up to 2^64 is rare. */
export const ROUNDED = `
  lo 0x8000000000000000L hi 1L i64.and i64.sub i64.gt_u up=
  hi up i64.extend_i32_u i64.add significand=
  significand i64.eqz if
    up i64.extend_i32_u 63L i64.shl significand= e up i32.add e=
  end
  sign e i32.or head=`;
