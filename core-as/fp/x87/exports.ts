/** The x87 FPU's functions, for unit tests. */
export { executeRegister as x87Register } from "./dispatch";
export {
  binaryOperand as x87Operand,
  compareToFlags as x87CompareToFlags,
  loadOperand as x87LoadOperand,
} from "./execute";
export { moveIf as x87MoveIf } from "./stack";
export { loadFromMemory as x87Load, prepareStore as x87PrepareStore } from "./store";
