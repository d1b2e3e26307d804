/**
 * What the architecture-neutral parts (exec, mem, ir) need of an instruction set. One architecture today: AArch64.
 * Others join
 * with a `switch` in each function.
 */

export { contextOf, synchroniseContext } from "./aarch64/context";
export { eventArrived } from "./aarch64/event";
export {
  anyLine,
  checkProgramCounter,
  notRetired,
  pendingInterrupt,
  raiseAlignment,
  raiseSpAlignment,
  takeInterrupt,
} from "./aarch64/exception";
export { checksAlignment, translateAddress } from "./aarch64/mmu";
export { describeAccess } from "./aarch64/syndrome";
export { timerDeadline, updateTimers, vmClockTicks } from "./aarch64/timer";
export { translateBlock } from "./aarch64/translate";
export { coreDeviceRead, coreDeviceWrite } from "./irq/coreDevice";
