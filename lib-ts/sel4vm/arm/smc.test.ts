import { describe, expect, it } from "vitest";
import { InvalidArgument } from "../../errors.ts";
import { emptyVm } from "../../testing/machine.ts";
import {
  smcGetArg,
  smcGetFunctionId,
  smcSetArg,
  smcSetReturnValue,
  vmCreateVcpu,
  vmGetThreadContext,
} from "../index.ts";

describe("SMCCC registers", () => {
  it("are X0 for the function and the result, X1 to X7 for arguments", () => {
    const registers = vmGetThreadContext(vmCreateVcpu(emptyVm()));
    registers.x0 = 0x1_8400_0000n;
    smcSetArg(registers, 7, -1n);

    expect(smcGetFunctionId(registers)).toBe(0x8400_0000);
    expect(smcGetArg(registers, 7)).toBe(0xffff_ffff_ffff_ffffn);
    smcSetReturnValue(registers, -1n);
    expect(registers.x0).toBe(0xffff_ffff_ffff_ffffn);
  });

  it.each([0, 8, 1.5])("have no argument %s", (argument) => {
    const registers = vmGetThreadContext(vmCreateVcpu(emptyVm()));

    expect(() => smcGetArg(registers, argument)).toThrow(InvalidArgument);
    expect(() => smcSetArg(registers, argument, 0n)).toThrow(InvalidArgument);
  });
});
