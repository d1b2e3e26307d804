/** Entry of the test build: the ABI, and the inner functions that unit tests call directly. */

export { timerDeadline, updateTimers } from "../aarch64/timer";
export { walk } from "../aarch64/walk";
export * from "../fp/exports";
export { mxcsrOf, setMxcsr } from "../ia32/mxcsr";
export {
  invalidatePage as ia32InvalidatePage,
  loadCr3 as ia32LoadCr3,
  pagingModeChanged as ia32PagingModeChanged,
  translateQuietly as ia32Translate,
} from "../ia32/paging";
export * from "../index";
export { coreDeviceRead, coreDeviceWrite } from "../irq/coreDevice";
export { gicReset } from "../irq/gicv2";
export { slowRead, slowWrite } from "../mem/access";
export { portRead, portWrite } from "../mem/port";
