import { describe, expect, it } from "vitest";
import { InvalidArgument, RegisterUnknown, VmcallTokenTaken, VmcsFieldUnsupported } from "../../errors.ts";
import { ia32Machine } from "../../testing/ia32.ts";
import { vmmPlatInitGuestThreadState } from "./guestBootInit.ts";
import { linearToPhysical } from "./guestPaging.ts";
import {
  VcpuContextReg,
  vmGetThreadContext,
  vmGetThreadContextReg,
  vmGetVmcsField,
  vmSetThreadContext,
  vmSetThreadContextReg,
  vmSetVmcsField,
} from "./guestX86Context.ts";
import { serveVmcall, vmRegNewVmcallHandler } from "./vmcall.ts";
import * as Field from "./vmcsFields.ts";

describe("the context of an x86 vCPU", () => {
  it("has the C library's order of registers", () => {
    const { vcpu } = ia32Machine();
    vmSetThreadContext(vcpu, { EAX: 1, EBX: 2, ECX: 3, EDX: 4, ESI: 5, EDI: 6, EBP: 7 });

    expect([0, 1, 2, 3, 4, 5, 6].map((reg) => vmGetThreadContextReg(vcpu, reg))).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(vmGetThreadContext(vcpu)).toMatchObject({ EBX: 2, EBP: 7 });
    expect(vcpu.vcpu.ia32.general(3)).toBe(2);
  });

  it("holds 32 bits, and knows its registers", () => {
    const { vcpu } = ia32Machine();
    vmSetThreadContextReg(vcpu, VcpuContextReg.ESI, -1);

    expect(vmGetThreadContextReg(vcpu, VcpuContextReg.ESI)).toBe(0xffff_ffff);
    expect(() => vmGetThreadContextReg(vcpu, 7 as VcpuContextReg)).toThrow(RegisterUnknown);
    expect(() => vmSetThreadContextReg(vcpu, 0, 0.5)).toThrow(InvalidArgument);
  });
});

describe("VMCS fields", () => {
  it.each([
    ["VMX_GUEST_CS_SELECTOR", Field.VMX_GUEST_CS_SELECTOR, 0x18n],
    ["VMX_GUEST_FS_BASE", Field.VMX_GUEST_FS_BASE, 0xb000_0000n],
    ["VMX_GUEST_TR_LIMIT", Field.VMX_GUEST_TR_LIMIT, 0x67n],
    ["VMX_GUEST_LDTR_ACCESS_RIGHTS", Field.VMX_GUEST_LDTR_ACCESS_RIGHTS, 0x82n],
    ["VMX_GUEST_GDTR_BASE", Field.VMX_GUEST_GDTR_BASE, 0x1000n],
    ["VMX_GUEST_IDTR_LIMIT", Field.VMX_GUEST_IDTR_LIMIT, 0x7ffn],
    ["VMX_GUEST_CR3", Field.VMX_GUEST_CR3, 0x9000n],
    ["VMX_GUEST_CR4", Field.VMX_GUEST_CR4, 0x10n],
    ["VMX_GUEST_RSP", Field.VMX_GUEST_RSP, 0x8000n],
    ["VMX_GUEST_RIP", Field.VMX_GUEST_RIP, 0x7c00n],
    ["VMX_GUEST_RFLAGS", Field.VMX_GUEST_RFLAGS, 0x246n],
    ["VMX_GUEST_EFER", Field.VMX_GUEST_EFER, 0x800n],
    ["VMX_GUEST_SYSENTER_EIP", Field.VMX_GUEST_SYSENTER_EIP, 0xc000_0000n],
  ])("%s reads back what was written", (_name, field, value) => {
    const { vcpu } = ia32Machine();
    vmSetVmcsField(vcpu, field, value);

    expect(vmGetVmcsField(vcpu, field)).toBe(value);
  });

  it("that this CPU does not have are refused by name", () => {
    const { vcpu } = ia32Machine();

    expect(() => vmSetVmcsField(vcpu, Field.VMX_CONTROL_CR0_MASK, 0n)).toThrow(VmcsFieldUnsupported);
    expect(() => vmSetVmcsField(vcpu, Field.VMX_DATA_GUEST_PHYSICAL, 0n)).toThrow("0x2400 cannot be written");
  });

  it("tell the start of a guest: flat protected mode, boot information in ESI", () => {
    const { vcpu } = ia32Machine();
    vmmPlatInitGuestThreadState(vcpu, 0x10_0000, 0x1_0000);

    expect([vmGetVmcsField(vcpu, Field.VMX_GUEST_RIP), vcpu.vcpu.pc]).toEqual([0x10_0000n, 0x10_0000n]);
    expect(vmGetThreadContext(vcpu)).toEqual({ EAX: 0, EBX: 0, ECX: 0, EDX: 0, ESI: 0x1_0000, EDI: 0, EBP: 0 });
    expect(vmGetVmcsField(vcpu, Field.VMX_GUEST_CR0) & 1n).toBe(1n);
    expect(vmGetVmcsField(vcpu, Field.VMX_GUEST_SS_LIMIT)).toBe(0xffff_ffffn);
  });
});

describe("VMCALL", () => {
  it("calls the handler of the token in EAX, and nobody for others", () => {
    const { vm, vcpu } = ia32Machine();
    vmRegNewVmcallHandler(vm, () => vmSetThreadContextReg(vcpu, VcpuContextReg.EAX, 42), 0xffff_fff0 - 2 ** 32);
    vcpu.vcpu.ia32.setGeneral(0, 0xffff_fff0);
    serveVmcall(vcpu);
    const served = vmGetThreadContextReg(vcpu, VcpuContextReg.EAX);
    serveVmcall(vcpu);

    expect([served, vmGetThreadContextReg(vcpu, VcpuContextReg.EAX)]).toEqual([42, 42]);
    expect(() => vmRegNewVmcallHandler(vm, () => {}, 0xffff_fff0)).toThrow(VmcallTokenTaken);
  });
});

describe("linearToPhysical", () => {
  it("is the identity without paging", () => {
    expect(linearToPhysical(ia32Machine().vcpu, 0x1234_5678)).toBe(0x1234_5678);
  });

  it("walks two levels and 4 MiB pages", () => {
    const { vm, vcpu } = ia32Machine();
    const { guest } = vm.core;
    guest.setU32(0x1000 + 4 * 1, 0x2000 | 7);
    guest.setU32(0x1000 + 4 * 2, 0x0140_0000 | 0x87);
    guest.setU32(0x2000 + 4 * 3, 0x5000 | 7);
    vmSetVmcsField(vcpu, Field.VMX_GUEST_CR3, 0x1000n);
    vmSetVmcsField(vcpu, Field.VMX_GUEST_CR4, 0x10n);
    vmSetVmcsField(vcpu, Field.VMX_GUEST_CR0, 0x8000_0011n);

    expect([0x40_3123, 0x80_0456, 0x40_4000, 0].map((linear) => linearToPhysical(vcpu, linear))).toEqual([
      0x5123,
      0x140_0456,
      undefined,
      undefined,
    ]);
  });
});
