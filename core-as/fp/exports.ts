/** The floating-point functions, as the test build exports them for their unit tests. */
export {
  fpAdd32,
  fpAdd64,
  fpDiv32,
  fpDiv64,
  fpMul32,
  fpMul64,
  fpMulAdd32,
  fpMulAdd64,
  fpSqrt32,
  fpSqrt64,
  fpSub32,
  fpSub64,
} from "../exec/functions/floatArithmetic";
export { fpMax32, fpMax64, fpMin32, fpMin64 } from "../exec/functions/floatCompare";
export {
  fpFromSigned32,
  fpFromSigned64,
  fpFromUnsigned32,
  fpFromUnsigned64,
  fpNarrow,
  fpRound32,
  fpRound64,
  fpToInteger32,
  fpToInteger64,
  fpWiden,
} from "../exec/functions/floatConvert";
export { add, subtract } from "./add";
export { compare, maximum, maximumNumber, minimum, minimumNumber } from "./compare";
export { convertFormat, fromInteger, toInteger } from "./convert";
export { divide } from "./divide";
export { reciprocalEstimate, reciprocalExponent, reciprocalRootEstimate } from "./estimate";
export { multiplyAdd, reciprocalRootStep, reciprocalStep } from "./fusedMultiplyAdd";
export { multiply, multiplyExtended } from "./multiply";
export { roundToIntegral } from "./roundToIntegral";
export { squareRoot } from "./squareRoot";
