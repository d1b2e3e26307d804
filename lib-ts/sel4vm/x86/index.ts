/** The x86 headers of libsel4vm. Some names are those of the Arm headers too, so all of them are exported as `x86`. */
export * from "./guestBootInit.ts";
export { linearToPhysical } from "./guestPaging.ts";
export * from "./guestVmArch.ts";
export * from "./guestX86Context.ts";
export * from "./ioports.ts";
export * from "./vmcall.ts";
export * from "./vmcsFields.ts";
export * from "./vmexitReasons.ts";
