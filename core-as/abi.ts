/** Numbers that the core and its host exchange. Both compilers read this file, so it holds plain enums only. */

/** VM_ARCHITECTURE: which instruction set the VM's vCPUs execute. */
export enum Architecture {
  AArch64 = 0,
  IA32 = 1,
  /** ARMv8-A in AArch32 state at every exception level that there is. */
  AArch32 = 2,
}

/** Why `runVcpu` and `stepVcpu` return. */
export enum ExitReason {
  /** Still running. Never returned. */
  None = 0,
  /** The budget is used up. */
  Budget = 1,
  /** WFI, WFE (or HLT) with nothing pending: call again when a line rises, a timer is due, or another vCPU has run. */
  Wait = 2,
  /** An access that stage 2 does not serve: EXIT_ADDRESS, EXIT_WIDTH, EXIT_DIRECTION, EXIT_DATA. */
  Memory = 3,
  /** HVC: EXIT_SYNDROME holds the immediate; PC is after the instruction. */
  Hypercall = 4,
  /** SMC: as Hypercall, but PC is at the instruction (the VMM advances it), as a trapped SMC. */
  SecureCall = 5,
  /** YIELD, or WFE in a spin loop: another vCPU may run. */
  Yield = 6,
  /** The vCPU is off. */
  Off = 7,
  /** Internal to the core: timers or lines changed, look again. */
  Reschedule = 8,
  /** A debugger's step is done. */
  Step = 9,
  /** Nothing can go on: an exception with no handler mapped, over and over. */
  Stuck = 10,
  /**
   * An interrupt whose end the host wants to hear of has ended: `gicTakeAck`. Other exits may hide it; ask after each.
   */
  InterruptEnd = 11,
  /**
   * IN, OUT, INS or OUTS at a port that the core does not serve: EXIT_ADDRESS is the port, EXIT_WIDTH, EXIT_DIRECTION and
   * EXIT_DATA as for memory, and answered as that is. String forms exit once an element.
   */
  Port = 12,
  /** A fault while a double fault was delivered: the processor has shut down. */
  Shutdown = 13,
  /** An instruction that the VMM asked to see (VM_INTERCEPTS), before it did anything: EXIT_SYNDROME is its basic exit reason. */
  Intercept = 14,
}

/** EXIT_DIRECTION. */
export enum Direction {
  Read = 0,
  Write = 1,
  Fetch = 2,
}

/** VCPU_RUN_STATE. */
export enum RunState {
  Off = 0,
  Running = 1,
  /** In WFI: an interrupt line wakes it, masked or not. */
  WaitInterrupt = 2,
  /** In WFE: an event or an interrupt that is not masked wakes it. */
  WaitEvent = 3,
}

/** What a guest-physical page is: bits 2..0 of a stage-2 leaf entry. */
export enum Backing {
  /** Nothing is mapped: the access goes to the VM's unhandled-memory callback. */
  None = 0,
  Ram = 1,
  /** RAM that the guest may not write: a store goes to the VMM. */
  Rom = 2,
  /** A device of the VMM: every access exits. */
  Device = 3,
  /** A device of the core (`CoreDevice`): no exit. */
  CoreDevice = 4,
}

/** Devices that live in the core: the number in their stage-2 entry. */
export enum CoreDevice {
  GicDistributor = 1,
  /** First page of the CPU interface, with all registers but GICC_DIR; then the second. */
  GicCpuInterface = 2,
  GicDeactivate = 3,
  /** The local APIC of the vCPU that accesses it. */
  LocalApic = 4,
  IoApic = 5,
}

/**
 * What produced the lazy condition flags (SLOT_CC). `Raw`: A holds N, Z, C, V in bits 31..28. `Logic*`: A is the result; C = V = 0.
 * `Shifter32`, AArch32's: A is the result, which N and Z follow; B holds C and V in bits 29 and 28.
 *
 * From `Add8` to `Eflags`, and `Add32`, `Sub32` and `Logic32` with them, they are IA32's, whose carry after a subtraction is a borrow.
 * Operands of 8 and 16 bits are the low bits of A and B. `Adc*`, `Sbb*`: B holds the carry before in bit 32. `Inc*`, `Dec*`: A is
 * the result, B the carry before. `Shl*`, `Shr*`, `Sar*`: A is the operand, B the count, 1..31. `Result*`: A is the result, which
 * SF, ZF and PF follow; B has CF, AF and OF as EFLAGS has them. `Eflags`: A has all six as EFLAGS has them.
 */
export enum CC {
  Raw = 0,
  Add32 = 1,
  Add64 = 2,
  Sub32 = 3,
  Sub64 = 4,
  Logic32 = 5,
  Logic64 = 6,
  Add8 = 7,
  Add16 = 8,
  Sub8 = 9,
  Sub16 = 10,
  Logic8 = 11,
  Logic16 = 12,
  Adc8 = 13,
  Adc16 = 14,
  Adc32 = 15,
  Sbb8 = 16,
  Sbb16 = 17,
  Sbb32 = 18,
  Inc8 = 19,
  Inc16 = 20,
  Inc32 = 21,
  Dec8 = 22,
  Dec16 = 23,
  Dec32 = 24,
  Shl8 = 25,
  Shl16 = 26,
  Shl32 = 27,
  Shr8 = 28,
  Shr16 = 29,
  Shr32 = 30,
  Sar8 = 31,
  Sar16 = 32,
  Sar32 = 33,
  Result8 = 34,
  Result16 = 35,
  Result32 = 36,
  Eflags = 37,
  Shifter32 = 38,
}

/** What a jump of a block's end is for, in d of `goto` and `jump`, above the two bits that say which ways stay in the page. */
export enum JumpHint {
  None = 0,
  /** A call, which returns to the instruction behind it. */
  Call = 4,
  /** A return from a call. */
  Return = 8,
}
