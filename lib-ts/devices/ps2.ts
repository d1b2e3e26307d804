/** What sits at a PS/2 port: takes bytes from its controller, and queues bytes for it. */

const MOST_WAITING = 256;

export abstract class Ps2Device {
  private readonly waiting: number[] = [];
  private changed: () => void = () => {};

  /** @param changed is called when bytes have come */
  connect(changed: () => void): void {
    this.changed = changed;
  }

  /** The next byte for the controller, or undefined. */
  take(): number | undefined {
    return this.waiting.shift();
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** A byte from the controller. */
  abstract receive(byte: number): void;

  abstract reset(): void;

  /** Answers to commands; always kept. */
  protected answer(...bytes: number[]): void {
    this.waiting.push(...bytes);
    this.changed();
  }

  /** What the user does; dropped as a whole when nobody has taken what came before. */
  protected report(...bytes: number[]): void {
    if (this.waiting.length + bytes.length > MOST_WAITING) return;
    this.waiting.push(...bytes);
    this.changed();
  }

  protected clear(): void {
    this.waiting.length = 0;
  }
}
