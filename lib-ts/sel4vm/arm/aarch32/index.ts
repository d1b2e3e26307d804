/**
 * What the Arm headers of libsel4vm declare otherwise for AArch32: names and numbers. They have the same names as AArch64's, so all
 * of them are exported as `aarch32`. The functions are shared: each goes by the architecture of the VM that it is given.
 */
export * from "./processor.ts";
export { type UserContext, type UserContextName, UserContextReg } from "./userContext.ts";
export { VcpuReg } from "./vcpuRegisters.ts";
