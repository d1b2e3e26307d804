/**
 * What the threads of a machine's vCPUs and their home tell each other without a message: words that all of them have.
 *
 * *Home* is the thread that owns the machine: it handles exits. A vCPU is at home or granted to its thread, never both, and only
 * who has it touches its registers.
 */

/** Words (i32) of the machine. */
const HOT = 0;
const FIRST_VCPU = 4;
/** Words of each vCPU. */
const GRANTED = 0;
const RECALLED = 1;
const MAIL = 2;
const VCPU_WORDS = 4;
/** Times (i64, microseconds) of the machine, and then one of each vCPU. */
const ORIGIN = 0;
const SERVED = 1;
const FIRST_CPU_TIME = 2;

const US = 1000;

export class VcpuBoard {
  private readonly words: Int32Array;
  private readonly times: BigInt64Array;

  /** @param buffer another board's, whose words these are then as well */
  constructor(
    private readonly vcpus: number,
    readonly buffer = new SharedArrayBuffer(VcpuBoard.size(vcpus)),
  ) {
    const words = FIRST_VCPU + vcpus * VCPU_WORDS;
    this.words = new Int32Array(buffer, 0, words);
    this.times = new BigInt64Array(buffer, words * Int32Array.BYTES_PER_ELEMENT);
  }

  private static size(vcpus: number): number {
    const words = FIRST_VCPU + vcpus * VCPU_WORDS;
    return words * Int32Array.BYTES_PER_ELEMENT + (FIRST_CPU_TIME + vcpus) * BigInt64Array.BYTES_PER_ELEMENT;
  }

  /** Home lends a vCPU to its thread. */
  grant(vcpu: number): void {
    Atomics.store(this.words, word(vcpu, RECALLED), 0);
    Atomics.store(this.words, word(vcpu, GRANTED), 1);
  }

  /** Home wants it back. */
  recall(vcpu: number): void {
    Atomics.store(this.words, word(vcpu, RECALLED), 1);
  }

  isRecalled(vcpu: number): boolean {
    return Atomics.load(this.words, word(vcpu, RECALLED)) !== 0;
  }

  /** The thread gives it back. */
  giveBack(vcpu: number): void {
    Atomics.store(this.words, word(vcpu, GRANTED), 0);
  }

  isGranted(vcpu: number): boolean {
    return Atomics.load(this.words, word(vcpu, GRANTED)) !== 0;
  }

  /** Home is about to send a message, for which the thread must return to its event loop. */
  addMail(vcpu: number): void {
    Atomics.add(this.words, word(vcpu, MAIL), 1);
  }

  /** The thread has read one. */
  takeMail(vcpu: number): void {
    Atomics.sub(this.words, word(vcpu, MAIL), 1);
  }

  hasMail(vcpu: number): boolean {
    return Atomics.load(this.words, word(vcpu, MAIL)) !== 0;
  }

  /** @returns whether nobody has reported hot code since `takeHot` */
  reportHot(): boolean {
    return Atomics.exchange(this.words, HOT, 1) === 0;
  }

  takeHot(): void {
    Atomics.store(this.words, HOT, 0);
  }

  /** Host time of the guest's tick 0, in milliseconds. */
  get originMs(): number {
    return Number(Atomics.load(this.times, ORIGIN)) / US;
  }
  set originMs(ms: number) {
    Atomics.store(this.times, ORIGIN, BigInt(Math.round(ms * US)));
  }

  /** When the guest was last known to be served, in milliseconds of host time. */
  get servedMs(): number {
    return Number(Atomics.load(this.times, SERVED)) / US;
  }
  set servedMs(ms: number) {
    Atomics.store(this.times, SERVED, BigInt(Math.round(ms * US)));
  }

  /** Makes it `now`. @returns milliseconds that passed since; to one of several threads that ask at once, 0 to the others */
  serve(now: number): number {
    const time = BigInt(Math.round(now * US));
    const before = Atomics.load(this.times, SERVED);
    if (time <= before || Atomics.compareExchange(this.times, SERVED, before, time) !== before) return 0;
    return Number(time - before) / US;
  }

  addCpu(vcpu: number, ms: number): void {
    Atomics.add(this.times, FIRST_CPU_TIME + vcpu, BigInt(Math.round(ms * US)));
  }

  /** Milliseconds that the threads have run guest code, all together. */
  get cpuMs(): number {
    const times = Array.from({ length: this.vcpus }, (_, vcpu) => Atomics.load(this.times, FIRST_CPU_TIME + vcpu));
    return Number(times.reduce((sum, time) => sum + time, 0n)) / US;
  }
}

function word(vcpu: number, field: number): number {
  return FIRST_VCPU + vcpu * VCPU_WORDS + field;
}
