/** Registers of a call by the SMC Calling Convention: X0 to X7, or R0 to R7. Arm DEN 0028, 2.6. */
import { InvalidArgument } from "../../errors.ts";
import type { ArmUserContext } from "./registerFile.ts";

const WORD = 0xffff_ffffn;
const REGISTERS64 = ["x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"] as const;
const REGISTERS32 = ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7"] as const;

/** X0 or R0: which function is called. */
export function smcGetFunctionId(registers: ArmUserContext): number {
  return Number(read(registers, 0) & WORD);
}

export function smcSetReturnValue(registers: ArmUserContext, value: bigint): void {
  write(registers, 0, value);
}

/** Argument 1..7: X1..X7 or R1..R7. @throws InvalidArgument */
export function smcGetArg(registers: ArmUserContext, argument: number): bigint {
  return read(registers, checked(argument));
}

/** @throws InvalidArgument */
export function smcSetArg(registers: ArmUserContext, argument: number, value: bigint): void {
  write(registers, checked(argument), value);
}

function read(registers: ArmUserContext, n: number): bigint {
  return "r0" in registers ? registers[REGISTERS32[n]] : registers[REGISTERS64[n]];
}

function write(registers: ArmUserContext, n: number, value: bigint): void {
  if ("r0" in registers) registers[REGISTERS32[n]] = BigInt.asUintN(32, value);
  else registers[REGISTERS64[n]] = BigInt.asUintN(64, value);
}

function checked(argument: number): number {
  if (argument < 1 || REGISTERS64[argument] === undefined) throw new InvalidArgument("argument", argument, "1 to 7");
  return argument;
}
