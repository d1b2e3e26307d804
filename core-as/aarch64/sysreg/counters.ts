/**
 * Generic timer registers that are more than storage. DDI 0487 D11.2, D13.8.
 *
 * BOUNDS: `v` is a vCPU's base and every offset a field of its structure.
 */
import { CNTP_CTL_EL0, CNTP_CVAL_EL0, CNTV_CTL_EL0, CNTV_CVAL_EL0 } from "../state";
import { followTimerWrite, physicalCount, timerStatus, virtualCount } from "../timer";

export function readPhysicalCounter(v: usize): u64 {
  return physicalCount(v);
}
export function readVirtualCounter(v: usize): u64 {
  return virtualCount(v);
}

/** After a write of a timer's control or compare value. */
export function followTimers(v: usize, value: u64): void {
  followTimerWrite(v);
}

/** TVAL: the distance to the compare value, 32 bits signed. */
export function readPhysicalTimerValue(v: usize): u64 {
  return (load<u64>(v, CNTP_CVAL_EL0) - physicalCount(v)) & 0xffffffff;
}
export function readVirtualTimerValue(v: usize): u64 {
  return (load<u64>(v, CNTV_CVAL_EL0) - virtualCount(v)) & 0xffffffff;
}
export function writePhysicalTimerValue(v: usize, value: u64): void {
  store<u64>(v, physicalCount(v) + <i64>(<i32>value), CNTP_CVAL_EL0);
  followTimerWrite(v);
}
export function writeVirtualTimerValue(v: usize, value: u64): void {
  store<u64>(v, virtualCount(v) + <i64>(<i32>value), CNTV_CVAL_EL0);
  followTimerWrite(v);
}

/** CTL: ENABLE, IMASK as written, ISTATUS as it is now. */
export function readPhysicalTimerControl(v: usize): u64 {
  return timerStatus(load<u32>(v, CNTP_CTL_EL0), load<u64>(v, CNTP_CVAL_EL0), physicalCount(v));
}
export function readVirtualTimerControl(v: usize): u64 {
  return timerStatus(load<u32>(v, CNTV_CTL_EL0), load<u64>(v, CNTV_CVAL_EL0), virtualCount(v));
}
