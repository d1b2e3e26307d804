/**
 * The thread of one vCPU: runs it while it is granted, waits with it, and gives it back for what only home can do.
 *
 * Between two slices it looks at the board. For a message it returns to its event loop, and goes on when it has read the last one.
 */
import { ExitReason } from "../../../core-as/abi.ts";
import { AttachedVcpu, CoreModule } from "../../core/index.ts";
import { SliceMeter } from "../sliceMeter.ts";
import { VcpuBoard } from "./board.ts";
import type { FromVcpu, ToVcpu } from "./messages.ts";
import { SharedClock } from "./sharedClock.ts";

/** Until speed has been measured: instructions a second. */
const ASSUMED_SPEED = 50e6;
/** Ticks an instruction: the core takes fewer than 2^16. */
const FASTEST_CLOCK = 1024;
/** The core takes them as 32.32. */
const FIXED_POINT = 2 ** 32;

interface Attached {
  readonly index: number;
  readonly vcpu: AttachedVcpu;
  readonly board: VcpuBoard;
  readonly clock: SharedClock;
  readonly frequency: number;
}

export class VcpuThread {
  private attached: Attached | undefined;
  private readonly meter = new SliceMeter();

  constructor(private readonly post: (message: FromVcpu) => void) {}

  /** Takes a message, and runs the vCPU until the next one. Says so when it cannot go on. */
  receive(message: ToVcpu): void {
    try {
      this.take(message);
      if (this.attached !== undefined) this.run(this.attached);
    } catch (error) {
      this.attached?.vcpu.abandon();
      this.post({ kind: "failed", reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
    }
  }

  private take(message: ToVcpu): void {
    if (message.kind === "attach") this.attached = this.attach(message);
    else {
      const refused = this.attached?.vcpu.install(message.module, message.slots, message.freed);
      this.post({ kind: "installed", id: message.id, refused });
    }
    this.attached?.board.takeMail(this.attached.index);
  }

  private attach({ module, memory, index, vcpus, board: words, frequency }: ToVcpu & { kind: "attach" }): Attached {
    const board = new VcpuBoard(vcpus, words);
    const vcpu = new AttachedVcpu(CoreModule.from(module, true), memory, index);
    this.post({ kind: "attached" });
    return { index, vcpu, board, clock: new SharedClock(board, frequency), frequency };
  }

  private run(attached: Attached): void {
    const { index, vcpu, board } = attached;
    while (true) {
      // Read before everything that could make it wait: whoever changes that counts a wake-up afterwards.
      const seen = vcpu.wakeUps;
      if (board.hasMail(index)) return;
      if (board.isGranted(index)) this.slice(attached, seen);
      else vcpu.wait(seen, Number.POSITIVE_INFINITY);
    }
  }

  private slice(attached: Attached, seen: number): void {
    const { index, vcpu, board, clock } = attached;
    if (board.isRecalled(index)) {
      this.goHome(attached, false);
      return;
    }
    switch (this.runSome(attached)) {
      case ExitReason.Budget:
      case ExitReason.Yield:
        if (vcpu.hasHotCode && board.reportHot()) this.post({ kind: "hot" });
        break;
      case ExitReason.Wait:
        vcpu.wait(seen, clock.sleepUntil(vcpu.nextTimer()));
        break;
      default:
        this.goHome(attached, true);
    }
  }

  private goHome({ index, board }: Attached, exited: boolean): void {
    board.giveBack(index);
    this.post({ kind: "home", exited });
  }

  private runSome({ index, vcpu, board, clock, frequency }: Attached): number {
    const { meter } = this;
    vcpu.standAside();
    const ticksPerInstruction = Math.min(FASTEST_CLOCK, frequency / (meter.speed || ASSUMED_SPEED));
    vcpu.setClock(clock.ticks(), BigInt(Math.round(ticksPerInstruction * FIXED_POINT)));
    const { instructions } = vcpu;
    const start = performance.now();
    const reason = vcpu.run(meter.budget);
    const ms = performance.now() - start;
    meter.measure(vcpu.instructions - instructions, ms);
    board.addCpu(index, ms);
    return reason;
  }
}
