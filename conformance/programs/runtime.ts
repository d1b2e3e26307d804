/**
 * What EL1 does for a program of the system flavour: logs every exception and interrupt, goes on behind the instruction
 * that faulted (at the link register, when a fetch faulted), serves supervisor calls, sets the timer again.
 */
import { Assembler } from "./assembler.ts";
import * as A from "./encode.ts";
import * as L from "./systemLayout.ts";

const ExceptionClass = { svc: 0x15, fetchAbort: 0x20 } as const;
/** IAR and EOIR of the GICv2 CPU interface. IHI 0048 4.4. */
const IAR = 0x0c;
const EOIR = 0x10;
const at = (offset: number) => L.RAM_ADDRESS + offset;

/** The words from VECTORS on: the exception vectors, then the handlers. */
export function runtimeWords(): readonly number[] {
  const asm = new Assembler();
  vectors(asm);
  synchronous(asm);
  interrupt(asm);
  log(asm);
  return asm.finish();
}

function vectors(asm: Assembler): void {
  for (let vector = 0; vector < 16; vector++) {
    asm.to(vector % 4 === 0 ? "synchronous" : "interrupt", A.b);
    asm.emit(...new Array<number>(31).fill(0));
  }
}

function synchronous(asm: Assembler): void {
  asm.label("synchronous");
  asm.emit(A.push(0, 1), A.push(2, 3), A.push(4, 30));
  asm.emit(A.mrs(A.Register.ESR_EL1, 0), A.mrs(A.Register.FAR_EL1, 1));
  asm.to("log", A.bl);
  asm.emit(A.lsr(1, 0, 26), A.subImmediate(2, 1, ExceptionClass.svc));
  asm.to("call", (words) => A.cbz(false, true, 2, words));
  // Classes 0x20 to 0x22: instruction aborts and misaligned PCs. The link register is where the call came from.
  asm.emit(A.subImmediate(2, 1, ExceptionClass.fetchAbort), A.lsr(2, 2, 2));
  asm.emit(A.ldr(3, A.ZERO, 8));
  asm.to("leave", (words) => A.cbz(false, true, 2, words));
  asm.emit(A.mrs(A.Register.ELR_EL1, 3), A.addImmediate(3, 3, 4));
  asm.label("leave");
  asm.emit(A.msr(A.Register.ELR_EL1, 3));
  asm.label("restore");
  asm.emit(A.pop(4, 30), A.pop(2, 3), A.pop(0, 1), A.ERET);
  supervisorCall(asm);
}

/** X0: ESR_EL1. */
function supervisorCall(asm: Assembler): void {
  asm.label("call");
  asm.emit(A.andLow(1, 0, 16), A.movz(2, L.END_OF_PROGRAM), A.eor(2, 2, 1));
  asm.to("finished", (words) => A.cbz(false, true, 2, words));
  asm.emit(A.andLow(1, 1, 4), ...A.move32(4, at(L.SERVICES)), A.add(4, 4, 1, 5));
  asm.emit(A.ldr(0, 4), A.ldr(1, 4, 8), A.ldr(2, 4, 16), A.ldr(4, 4, 24));
  for (const [name, kind] of Object.entries(L.Service)) {
    if (kind === L.Service.nothing) continue;
    asm.emit(A.subImmediate(3, 0, kind));
    asm.to(name, (words) => A.cbz(false, true, 3, words));
  }
  asm.to("restore", A.b);
  asm.label("descriptor");
  asm.emit(A.ldr(0, 1), A.eor(0, 0, 2), A.str(0, 1), A.DSB);
  asm.to("all", (words) => A.cbz(false, true, 4, words));
  asm.emit(A.sys(A.Operation.TLBI_VAAE1, 4), A.DSB, A.ISB);
  asm.to("restore", A.b);
  asm.label("all");
  asm.emit(A.sys(A.Operation.TLBI_VMALLE1, A.ZERO), A.DSB, A.ISB);
  asm.to("restore", A.b);
  const registers = { cpacr: "CPACR_EL1", sctlr: "SCTLR_EL1", addressSpace: "TTBR0_EL1" } as const;
  for (const [name, register] of Object.entries(registers)) {
    asm.label(name);
    asm.emit(A.mrs(A.Register[register], 0), A.eor(0, 0, 2), A.msr(A.Register[register], 0), A.ISB);
    asm.to("restore", A.b);
  }
  asm.label("finished");
  asm.emit(A.hvc(0));
}

function interrupt(asm: Assembler): void {
  asm.label("interrupt");
  asm.emit(A.push(0, 1), A.push(2, 3), A.push(4, 30));
  asm.emit(...A.move32(4, L.GICC), A.ldrWord(0, 4, IAR), A.mrs(A.Register.CNTVCT_EL0, 1));
  asm.to("log", A.bl);
  asm.emit(...A.move32(1, at(L.TIMER_PERIOD)), A.ldr(1, 1), A.msr(A.Register.CNTV_TVAL_EL0, 1), A.ISB);
  asm.emit(A.strWord(0, 4, EOIR));
  asm.to("restore", A.b);
}

/** Appends X0, X1, ELR and SPSR to the log; changes X2 and X3. */
function log(asm: Assembler): void {
  asm.label("log");
  asm.emit(...A.move32(2, at(L.LOG_NEXT)), A.ldr(3, 2), A.addImmediate(3, 3, 32), A.andLow(3, 3, L.LOG_BITS));
  asm.emit(A.str(3, 2), ...A.move32(2, at(L.LOG)), A.add(3, 3, 2), A.str(0, 3), A.str(1, 3, 8));
  asm.emit(A.mrs(A.Register.ELR_EL1, 2), A.str(2, 3, 16), A.mrs(A.Register.SPSR_EL1, 2), A.str(2, 3, 24), A.RET);
}

/** Turns the interrupt controller and the virtual timer on, then leaves to the host. */
export function startWords(): readonly number[] {
  const asm = new Assembler();
  const store = (address: number, value: number) =>
    asm.emit(...A.move32(0, address), ...A.move32(1, value), A.strWord(1, 0));
  store(L.GICD + 0x100, 1 << VIRTUAL_TIMER);
  store(L.GICD, 1);
  store(L.GICC + 4, 0xf0);
  store(L.GICC, 1);
  asm.emit(...A.move32(1, at(L.TIMER_PERIOD)), A.ldr(1, 1), A.msr(A.Register.CNTV_TVAL_EL0, 1));
  asm.emit(A.movz(1, 1), A.msr(A.Register.CNTV_CTL_EL0, 1), A.ISB, A.hvc(0));
  return asm.finish();
}

/** The interrupt of the virtual timer, a PPI. */
const VIRTUAL_TIMER = 27;
