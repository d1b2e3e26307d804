/** Entry of the test build: the ABI, and the inner functions that unit tests call directly. */

export { timerDeadline, updateTimers } from "../aarch64/timer";
export { walk } from "../aarch64/walk";
export * from "../fp/exports";
export * from "../fp/x87/exports";
export * from "../index";
export { coreDeviceRead, coreDeviceWrite } from "../irq/coreDevice";
export { gicReset } from "../irq/gicv2";
