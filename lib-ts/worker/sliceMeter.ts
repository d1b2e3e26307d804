/** How much a vCPU or a machine runs at a time: as much as takes a few milliseconds, by the speed of the last slices. */

const FIRST_SLICE = 50_000;
const SMALLEST_SLICE = 1_000;
const LARGEST_SLICE = 4_000_000;
/** Weight of the last slice in the measured speed. */
const SPEED_WEIGHT = 0.25;

export class SliceMeter {
  /** Instructions a second; 0 until measured. */
  speed = 0;

  /** @param sliceMs how long a slice may take, at most 8 */
  constructor(private readonly sliceMs = 4) {}

  /** Instructions of the next slice. */
  get budget(): number {
    if (this.speed === 0) return FIRST_SLICE;
    const wanted = Math.floor((this.speed * this.sliceMs) / 1000);
    return Math.min(LARGEST_SLICE, Math.max(SMALLEST_SLICE, wanted));
  }

  /** A slice took `ms` for so many `instructions`; one that was very short says nothing. */
  measure(instructions: number, ms: number): void {
    if (ms < 0.05 || instructions < SMALLEST_SLICE) return;
    const speed = (instructions / ms) * 1000;
    this.speed = this.speed === 0 ? speed : this.speed + (speed - this.speed) * SPEED_WEIGHT;
  }
}
