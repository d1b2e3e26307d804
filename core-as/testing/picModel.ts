/**
 * The PC's two 8259A a second time, written from the data sheet and independent of the core's: inputs are objects, priority is a list.
 * The yardstick of the model-based test.
 */
interface Input {
  readonly number: number;
  line: boolean;
  /** A rising edge that has not been acknowledged. */
  latched: boolean;
  pulsed: boolean;
  masked: boolean;
  inService: boolean;
  level: boolean;
}

export class ChipModel {
  readonly inputs: Input[] = Array.from({ length: 8 }, (_, number) => ({
    ...{ number, line: false, latched: false, pulsed: false, masked: false, inService: false, level: false },
  }));
  /** Inputs, the most urgent first. */
  order = [0, 1, 2, 3, 4, 5, 6, 7];
  specialMask = false;
  rotateAutomatically = false;
  slave: ChipModel | undefined;

  constructor(
    readonly base: number,
    readonly automatic: boolean,
    readonly specialNested: boolean,
  ) {}

  private asks({ number, line, latched, pulsed, level }: Input): boolean {
    if (this.slave && number === 2) return this.slave.request() !== undefined;
    return pulsed || (level ? line : latched);
  }

  get irr(): number {
    return this.bits((input) => this.asks(input));
  }
  get isr(): number {
    return this.bits(({ inService }) => inService);
  }
  private bits(holds: (input: Input) => boolean): number {
    return this.inputs.filter(holds).reduce((sum, { number }) => sum + 2 ** number, 0);
  }

  /** The input that the chip signals. */
  request(): Input | undefined {
    for (const number of this.order) {
      const input = this.inputs[number];
      const reentrant = this.specialNested && this.slave !== undefined && number === 2;
      if (this.asks(input) && !input.masked && !(this.blocks(input) && !reentrant)) return input;
      if (this.blocks(input)) return undefined;
    }
    return undefined;
  }

  /** In service, and so holding back itself and what is less urgent. */
  private blocks({ inService, masked }: Input): boolean {
    return inService && !(this.specialMask && masked);
  }

  acknowledge(): number {
    const input = this.request();
    if (!input) return this.base + 7;
    this.serve(input);
    return this.slave && input.number === 2 ? this.slave.acknowledge() : this.base + input.number;
  }

  /** A poll serves this chip alone. */
  serve(input: Input): void {
    input.latched = false;
    input.pulsed = false;
    if (!this.automatic) input.inService = true;
    else if (this.rotateAutomatically) this.rotateBehind(input.number);
  }

  end(rotate: boolean): void {
    const ends = this.order.map((number) => this.inputs[number]).find((input) => this.blocks(input));
    if (!ends) return;
    ends.inService = false;
    if (rotate) this.rotateBehind(ends.number);
  }

  endOf(number: number, rotate: boolean): void {
    this.inputs[number].inService = false;
    if (rotate) this.rotateBehind(number);
  }

  /** `number` becomes the least urgent. */
  rotateBehind(number: number): void {
    while (this.order[7] !== number) this.order = [...this.order.slice(1), this.order[0]];
  }

  setLine(number: number, level: boolean): void {
    const input = this.inputs[number];
    if (level && !input.line) input.latched = true;
    if (!level) input.latched = false;
    input.line = level;
  }
}
