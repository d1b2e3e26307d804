/** Exit codes of the run loop. @see libsel4vm guest_vm_exits.h */

/**
 * Values of `vm.run.exitReason`. Unlike the C library, this one stores what really ended the last run.
 * @see libsel4vm `vm_exit_codes_t`
 */
export enum VmExitCode {
  Mmio = 0,
  Io = 1,
  Notification = 2,
  Unknown = 3,
}

/**
 * `vm.run.exitReason` after a handler or callback failed.
 * @see libsel4vm `VM_GUEST_ERROR_EXIT`
 */
export const VM_GUEST_ERROR_EXIT = -1;
