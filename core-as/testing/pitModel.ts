/**
 * A second 8254 counter, stepped pulse by pulse as the data sheet's timing diagrams are read, and independent of the core's, which
 * works out times. The yardstick of the model-based test.
 */
export class PitModel {
  out = true;
  /** The counting element; undefined until a count has been loaded after a control word. */
  count: number | undefined;
  mode = 3;
  /** What was written last is not in the counting element. */
  isNull = true;
  private bcd = false;
  private reload: number | undefined;
  private toLoad = false;
  private triggered = false;
  /** Mode 3: what is counted down is the high half. */
  private high = true;
  /** The one-shot or strobe has not fired yet. */
  private armed = false;

  constructor(public gate: boolean) {}

  control(mode: number, bcd: boolean): void {
    Object.assign(this, { mode, bcd, out: mode !== 0, count: undefined, reload: undefined });
    Object.assign(this, { toLoad: false, triggered: false, armed: false, high: true, isNull: true });
  }

  /** A whole count is written; 0 is the largest. */
  write(value: number): void {
    this.reload = value === 0 ? this.modulus : value;
    this.isNull = true;
    // Modes 1 and 5 wait for a trigger; modes 2 and 3 load by themselves when they have counted down.
    if (this.mode === 1 || this.mode === 5) return;
    if (this.mode === 0) this.out = false;
    if (this.count === undefined || this.mode === 0 || this.mode === 4) this.toLoad = true;
  }

  setGate(level: boolean): void {
    const rises = level && !this.gate;
    this.gate = level;
    if (this.mode === 2 || this.mode === 3) {
      if (!level) this.out = true;
      else if (rises && this.count !== undefined) this.triggered = true;
      else if (rises && this.toLoad) this.triggered = true;
    }
    if ((this.mode === 1 || this.mode === 5) && rises && this.reload !== undefined) this.triggered = true;
  }

  /** The counting element will hold something else after the next pulse, whatever it counts. */
  get loads(): boolean {
    return this.triggered || this.toLoad;
  }

  /** One pulse of the clock. */
  pulse(): void {
    if (this.loads) this.load();
    else if (this.count !== undefined && (this.gate || this.mode === 1 || this.mode === 5)) this.step();
  }

  private load(): void {
    this.triggered = false;
    this.toLoad = false;
    this.count = this.loaded();
    this.half = this.reload ?? 0;
    this.armed = true;
    this.high = true;
    this.isNull = false;
    if (this.mode === 1) this.out = false;
    if (this.mode > 1) this.out = true;
  }

  /** Mode 3 counts even numbers. */
  private loaded(): number {
    const reload = this.reload ?? 0;
    return this.mode === 3 ? reload - (reload % 2) : reload;
  }

  private step(): void {
    const count = this.count ?? 0;
    if (this.mode === 2) this.stepRate(count);
    else if (this.mode === 3) this.stepSquare(count);
    else this.stepOnce((count + this.modulus - 1) % this.modulus);
  }

  private stepRate(count: number): void {
    if (count === 1) this.isNull = false;
    this.count = count === 1 ? this.loaded() : count - 1;
    this.out = this.count !== 1;
  }

  /** An odd count stays high for the pulse at which it reads 0. */
  private stepSquare(count: number): void {
    const next = count - 2;
    const odd = this.half % 2 === 1;
    const done = this.high && odd ? next < 0 : next <= 0;
    if (!done) {
      this.count = next;
      return;
    }
    this.high = !this.high;
    this.out = this.high;
    this.half = this.reload ?? 0;
    this.count = this.loaded();
    this.isNull = false;
  }

  /** The count that the wave is made of: a new one takes effect by halves. */
  private half = 0;

  private stepOnce(next: number): void {
    this.count = next;
    if (this.mode === 4 || this.mode === 5) this.out = !(this.armed && next === 0);
    else if (this.armed && next === 0) this.out = true;
    if (next === 0) this.armed = false;
  }

  private get modulus(): number {
    return this.bcd ? 10_000 : 65_536;
  }
}
