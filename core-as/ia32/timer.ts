/** The processor's side of the PC's timers. */

export function timerDeadline(v: usize): i64 {
  return i64.MAX_VALUE;
}

export function updateTimers(v: usize): void {}

export function vcpuNextTimer(v: usize): i64 {
  return -1;
}
