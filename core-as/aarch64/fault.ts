/**
 * Fault status codes: DFSC and IFSC of ESR_EL1, PAR_EL1.FST, and DFSR and IFSR of AArch32 with long descriptors. DDI 0487 D13.2.37, G8.
 * Faults of a table walk have the level in bits 1..0.
 */
export enum Fault {
  AddressSize = 0x00,
  Translation = 0x04,
  AccessFlag = 0x08,
  Permission = 0x0c,
  External = 0x10,
  /** AArch32's alone. */
  AsynchronousExternal = 0x11,
  ExternalOnWalk = 0x14,
  Alignment = 0x21,
  Debug = 0x22,
  UnsupportedExclusive = 0x35,
}

/** What walks return when there is no fault. */
export const NO_FAULT: i32 = -1;
