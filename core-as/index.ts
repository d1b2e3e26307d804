/**
 * The core's ABI: every export, no logic. Arguments and results are integers; details lie in linear memory (layout.ts).
 */
import "./host";

export { classifyA32 } from "./aarch32/decodeA32.gen";
export { classifyT32 } from "./aarch32/decodeT32.gen";
export { setCpsr } from "./aarch32/hostAccess";
export { cpsr } from "./aarch32/modes";
export { classifyA64 } from "./aarch64/decode.gen";
export { pstate } from "./aarch64/exception";
export { setPstate } from "./aarch64/hostAccess";
export { anyLine as vcpuWakes, systemRegistersChanged, vcpuNextTimer } from "./architecture";
export { vcpuSetClock, vmClockTicks, vmSetClock } from "./clock";
export { forgetTranslations } from "./exec/chain";
export { runVcpu, stepVcpu } from "./exec/run";
export { setA20 } from "./ia32/addressGate";
export { classifyIa32 } from "./ia32/decode.gen";
export {
  eflags,
  mxcsr,
  setEflags,
  setMxcsr,
  vcpuHasMsr,
  vcpuInject,
  vcpuInjectException,
  vcpuReadMsr,
  vcpuWriteMsr,
} from "./ia32/hostAccess";
export { findBlock } from "./ir/block";
export { deadRegion, dropRegion } from "./ir/regions";
export { gicPulse, gicSetLine, gicState, gicTakeAck, gicWantAck } from "./irq/gicv2";
export { ioapicEntry } from "./irq/ioapic";
export { pcTakeAck, pcWantAck } from "./irq/irqEnds";
export { lapicVirtualWire } from "./irq/lapic";
export { lapicInject, lapicRegister, pcPulseIrq, pcSetIrq, rtcSetTime, rtcTime, vcpuNmi } from "./irq/pcInterrupts";
export { picState } from "./irq/pic8259";
export { pitState } from "./irq/pit8254";
export { pcNmi, rtcCmos, rtcSetCmos } from "./irq/rtc";
export { invalidateCode } from "./mem/code";
export { completeAccess, dropReplay } from "./mem/device";
export { forgetEntries } from "./mem/jumpCache";
export { stage2Lookup, stage2Map } from "./mem/physmap";
export { vmGo, vmTryStop } from "./parallel/exclusive";
export { vcpuKick, vmSetParallel } from "./parallel/wake";
export * from "./regionFunctions.gen";
export { stateHash } from "./stateHash";
export { requiredMemory, vcpuReset, vmInit, vmReset } from "./vm";
