/** The core's GICv2 as the VMM drives it: input lines in, ends of interrupts out. */
import type { CoreExports } from "./module.ts";

const INTID_MASK = 0xffff;

/** State of one interrupt, for inspection. */
export interface InterruptState {
  readonly pending: boolean;
  readonly active: boolean;
  readonly enabled: boolean;
  /** Level of the input line. */
  readonly line: boolean;
  readonly group: 0 | 1;
  readonly edgeTriggered: boolean;
  readonly priority: number;
  /** Bit n: CPU n is a target. */
  readonly targets: number;
}

export class CoreGic {
  /** SGIs 0..15, PPIs 16..31, SPIs 32..287. */
  static readonly INTERRUPTS = 288;
  static readonly FIRST_PPI = 16;
  static readonly FIRST_SPI = 32;

  constructor(private readonly core: CoreExports) {}

  /** Drives the input of a PPI of vCPU `cpu`, or of an SPI. @returns false when there is no such input */
  setLine(cpu: number, intid: number, level: boolean): boolean {
    return this.core.gicSetLine(cpu, intid, level ? 1 : 0) !== 0;
  }

  /** Makes the interrupt pending once. @returns false when there is no such interrupt */
  pulse(cpu: number, intid: number): boolean {
    return this.core.gicPulse(cpu, intid) !== 0;
  }

  /** Asks for word of the ends of `intid`. @returns false when there is no such interrupt */
  wantAck(intid: number, on: boolean): boolean {
    return this.core.gicWantAck(intid, on ? 1 : 0) !== 0;
  }

  /** The next interrupt that ended since and was asked for. `cpu` matters for SGIs and PPIs. */
  takeAck(): { readonly cpu: number; readonly intid: number } | undefined {
    const ack = this.core.gicTakeAck();
    return ack < 0 ? undefined : { cpu: ack >>> 16, intid: ack & INTID_MASK };
  }

  /** @returns undefined when there is no such interrupt */
  state(cpu: number, intid: number): InterruptState | undefined {
    const state = this.core.gicState(cpu, intid);
    if (state < 0) return undefined;
    return {
      pending: (state & 1) !== 0,
      active: (state & 2) !== 0,
      enabled: (state & 4) !== 0,
      line: (state & 8) !== 0,
      group: (state & 16) !== 0 ? 1 : 0,
      edgeTriggered: (state & 32) !== 0,
      priority: (state >> 8) & 0xff,
      targets: (state >> 16) & 0xff,
    };
  }
}
