/**
 * Fields of a VMCS by their encodings: names for the state of a vCPU. `vmGetVmcsField` says which of them exist here.
 * @see libsel4vm arch/vmcs_fields.h, SDM volume 3, appendix B
 */

// ---- guest state

export const VMX_GUEST_ES_SELECTOR = 0x800;
export const VMX_GUEST_CS_SELECTOR = 0x802;
export const VMX_GUEST_SS_SELECTOR = 0x804;
export const VMX_GUEST_DS_SELECTOR = 0x806;
export const VMX_GUEST_FS_SELECTOR = 0x808;
export const VMX_GUEST_GS_SELECTOR = 0x80a;
export const VMX_GUEST_LDTR_SELECTOR = 0x80c;
export const VMX_GUEST_TR_SELECTOR = 0x80e;
export const VMX_GUEST_DEBUGCTRL = 0x2802;
export const VMX_GUEST_PAT = 0x2804;
export const VMX_GUEST_EFER = 0x2806;
export const VMX_GUEST_PERF_GLOBAL_CTRL = 0x2808;
export const VMX_GUEST_ES_LIMIT = 0x4800;
export const VMX_GUEST_CS_LIMIT = 0x4802;
export const VMX_GUEST_SS_LIMIT = 0x4804;
export const VMX_GUEST_DS_LIMIT = 0x4806;
export const VMX_GUEST_FS_LIMIT = 0x4808;
export const VMX_GUEST_GS_LIMIT = 0x480a;
export const VMX_GUEST_LDTR_LIMIT = 0x480c;
export const VMX_GUEST_TR_LIMIT = 0x480e;
export const VMX_GUEST_GDTR_LIMIT = 0x4810;
export const VMX_GUEST_IDTR_LIMIT = 0x4812;
export const VMX_GUEST_ES_ACCESS_RIGHTS = 0x4814;
export const VMX_GUEST_CS_ACCESS_RIGHTS = 0x4816;
export const VMX_GUEST_SS_ACCESS_RIGHTS = 0x4818;
export const VMX_GUEST_DS_ACCESS_RIGHTS = 0x481a;
export const VMX_GUEST_FS_ACCESS_RIGHTS = 0x481c;
export const VMX_GUEST_GS_ACCESS_RIGHTS = 0x481e;
export const VMX_GUEST_LDTR_ACCESS_RIGHTS = 0x4820;
export const VMX_GUEST_TR_ACCESS_RIGHTS = 0x4822;
export const VMX_GUEST_INTERRUPTABILITY = 0x4824;
export const VMX_GUEST_ACTIVITY = 0x4826;
export const VMX_GUEST_SMBASE = 0x4828;
export const VMX_GUEST_SYSENTER_CS = 0x482a;
export const VMX_GUEST_CR0 = 0x6800;
export const VMX_GUEST_CR3 = 0x6802;
export const VMX_GUEST_CR4 = 0x6804;
export const VMX_GUEST_ES_BASE = 0x6806;
export const VMX_GUEST_CS_BASE = 0x6808;
export const VMX_GUEST_SS_BASE = 0x680a;
export const VMX_GUEST_DS_BASE = 0x680c;
export const VMX_GUEST_FS_BASE = 0x680e;
export const VMX_GUEST_GS_BASE = 0x6810;
export const VMX_GUEST_LDTR_BASE = 0x6812;
export const VMX_GUEST_TR_BASE = 0x6814;
export const VMX_GUEST_GDTR_BASE = 0x6816;
export const VMX_GUEST_IDTR_BASE = 0x6818;
export const VMX_GUEST_PENDING_DEBUG_EXCEPTIONS = 0x6822;
export const VMX_GUEST_DR7 = 0x681a;
export const VMX_GUEST_RSP = 0x681c;
export const VMX_GUEST_RIP = 0x681e;
export const VMX_GUEST_RFLAGS = 0x6820;
export const VMX_GUEST_SYSENTER_ESP = 0x6824;
export const VMX_GUEST_SYSENTER_EIP = 0x6826;
export const VMX_GUEST_VMX_PREEMPTION_TIMER_VALUE = 0x482e;

// ---- what the last exit left

export const VMX_DATA_INSTRUCTION_ERROR = 0x4400;
export const VMX_DATA_EXIT_REASON = 0x4402;
export const VMX_DATA_EXIT_INTERRUPT_INFO = 0x4404;
export const VMX_DATA_EXIT_INTERRUPT_ERROR = 0x4406;
export const VMX_DATA_IDT_VECTOR_INFO = 0x4408;
export const VMX_DATA_IDT_VECTOR_ERROR = 0x440a;
export const VMX_DATA_EXIT_INSTRUCTION_LENGTH = 0x440c;
export const VMX_DATA_EXIT_INSTRUCTION_INFO = 0x440e;
export const VMX_DATA_EXIT_QUALIFICATION = 0x6400;
export const VMX_DATA_IO_RCX = 0x6402;
export const VMX_DATA_IO_RSI = 0x6404;
export const VMX_DATA_IO_RDI = 0x6406;
export const VMX_DATA_IO_RIP = 0x6408;
export const VMX_DATA_GUEST_LINEAR_ADDRESS = 0x640a;
export const VMX_DATA_GUEST_PHYSICAL = 0x2400;

// ---- controls

export const VMX_CONTROL_CR0_MASK = 0x6000;
export const VMX_CONTROL_CR4_MASK = 0x6002;
export const VMX_CONTROL_CR0_READ_SHADOW = 0x6004;
export const VMX_CONTROL_CR4_READ_SHADOW = 0x6006;
export const VMX_CONTROL_PIN_EXECUTION_CONTROLS = 0x4000;
export const VMX_CONTROL_PRIMARY_PROCESSOR_CONTROLS = 0x4002;
export const VMX_CONTROL_PPC_HLT_EXITING = 1 << 7;
export const VMX_CONTROL_PPC_CR3_LOAD_EXITING = 1 << 15;
export const VMX_CONTROL_PPC_CR3_STORE_EXITING = 1 << 16;
export const VMX_CONTROL_SECONDARY_PROCESSOR_CONTROLS = 0x401e;
export const VMX_CONTROL_EXCEPTION_BITMAP = 0x4004;
export const VMX_CONTROL_EXIT_CONTROLS = 0x400c;
export const VMX_CONTROL_ENTRY_INTERRUPTION_INFO = 0x4016;
export const VMX_CONTROL_ENTRY_EXCEPTION_ERROR_CODE = 0x4018;

// ---- access rights of a segment: SDM volume 3, 25.4.1

export const ACCESS_RIGHTS_S = 1 << 4;
export const ACCESS_RIGHTS_P = 1 << 7;
export const ACCESS_RIGHTS_AVL = 1 << 12;
export const ACCESS_RIGHTS_L = 1 << 13;
export const ACCESS_RIGHTS_DB = 1 << 14;
export const ACCESS_RIGHTS_G = 1 << 15;
export const ACCESS_RIGHTS_UNUSABLE = 1 << 16;
export const ACCESS_RIGHTS_TYPE_BUSY_TSS = 0xb;
export const ACCESS_RIGHTS_TYPE_BUSY_16_TSS = 0x3;
export const ACCESS_RIGHTS_TYPE_LDT = 0x2;

const RIGHTS: Readonly<Record<AccessRight, number>> = {
  S: ACCESS_RIGHTS_S,
  P: ACCESS_RIGHTS_P,
  AVL: ACCESS_RIGHTS_AVL,
  L: ACCESS_RIGHTS_L,
  DB: ACCESS_RIGHTS_DB,
  G: ACCESS_RIGHTS_G,
  UNUSABLE: ACCESS_RIGHTS_UNUSABLE,
};
const TYPES: Readonly<Record<AccessType, number>> = {
  BUSY_TSS: ACCESS_RIGHTS_TYPE_BUSY_TSS,
  BUSY_16_TSS: ACCESS_RIGHTS_TYPE_BUSY_16_TSS,
  LDT: ACCESS_RIGHTS_TYPE_LDT,
};

/** What the C macro pastes a name of. */
export type AccessRight = "S" | "P" | "AVL" | "L" | "DB" | "G" | "UNUSABLE";
export type AccessType = "BUSY_TSS" | "BUSY_16_TSS" | "LDT";

/** @see libsel4vm `AR` */
export function AR(name: AccessRight): number {
  return RIGHTS[name];
}

/** @see libsel4vm `AR_T` */
export function AR_T(name: AccessType): number {
  return TYPES[name];
}

/** Of TR at the start: a present, busy task-state segment. @see libsel4vm `DEFAULT_TR_ACCESS_RIGHTS` */
export const DEFAULT_TR_ACCESS_RIGHTS = AR("P") | AR_T("BUSY_TSS");
/** Of data segments at the start. @see libsel4vm `DEFAULT_ACCESS_RIGHTS` */
export const DEFAULT_ACCESS_RIGHTS = AR("G") | AR("L") | AR("P") | AR("S") | AR_T("BUSY_16_TSS");
