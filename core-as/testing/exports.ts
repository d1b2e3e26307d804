/** Entry of the test build: the ABI, and the inner functions that unit tests call directly. */

export { selectAddressSpace as aarch32SelectAddressSpace, translateQuietly as aarch32Translate } from "../aarch32/mmu";
export { walk } from "../aarch64/walk";
export { timerDeadline, updateTimers } from "../architecture";
export * from "../fp/exports";
export { pendingInterrupt, takeInterrupt, wakes } from "../ia32/interrupt";
export {
  invalidatePage as ia32InvalidatePage,
  loadCr3 as ia32LoadCr3,
  pagingModeChanged as ia32PagingModeChanged,
  translateQuietly as ia32Translate,
} from "../ia32/paging";
export * from "../index";
export { plainOp } from "../ir/sequences.gen";
export { coreDeviceRead, coreDeviceWrite } from "../irq/coreDevice";
export { corePortRead, corePortWrite } from "../irq/corePorts";
export { gicReset } from "../irq/gicv2";
export { lapicAcknowledge } from "../irq/lapic";
export { pcReset } from "../irq/pcInterrupts";
export { picAcknowledge } from "../irq/pic8259";
export { slowRead, slowWrite } from "../mem/access";
export { portRead, portWrite } from "../mem/port";
