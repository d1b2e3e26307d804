/**
 * Local and I/O APICs a second time, written from SDM volume 3, chapter 10 and the 82093AA data sheet as plainly as can be, and
 * independent of the core's: sets of vectors, arrays of targets. The yardstick of the model-based test.
 */
interface ModelCpu {
  enabled: boolean;
  taskPriority: number;
  readonly requests: Set<number>;
  readonly inService: Set<number>;
  /** Vectors accepted last as levels. */
  readonly levels: Set<number>;
}

interface Entry {
  readonly vector: number;
  readonly lowest: boolean;
  readonly logical: boolean;
  readonly level: boolean;
  readonly masked: boolean;
  readonly destination: number;
}

interface Pin {
  line: boolean;
  remoteIrr: boolean;
  entry: Entry;
}

const RESET: Entry = { vector: 0, lowest: false, logical: false, level: false, masked: true, destination: 0 };

export class ApicModel {
  readonly cpus: ModelCpu[];
  readonly pins: Pin[] = Array.from({ length: 24 }, () => ({ line: false, remoteIrr: false, entry: RESET }));

  constructor(count: number) {
    this.cpus = Array.from({ length: count }, () => ({
      ...{ enabled: true, taskPriority: 0 },
      ...{ requests: new Set(), inService: new Set(), levels: new Set() },
    }));
  }

  // ---- local APICs

  requests(cpu: number): number[] {
    return [...this.cpus[cpu].requests].sort((a, b) => a - b);
  }
  inService(cpu: number): number[] {
    return [...this.cpus[cpu].inService].sort((a, b) => a - b);
  }

  priority(cpu: number): number {
    const { taskPriority, inService } = this.cpus[cpu];
    const serving = Math.max(0, ...inService);
    const taskClass = Math.floor(taskPriority / 16);
    return taskClass >= Math.floor(serving / 16) ? taskPriority : serving - (serving % 16);
  }

  private deliverable(cpu: number): number {
    const best = Math.max(-1, ...this.cpus[cpu].requests);
    return Math.floor(best / 16) > Math.floor(this.priority(cpu) / 16) ? best : -1;
  }

  line(cpu: number): number {
    return this.deliverable(cpu) >= 0 ? 1 : 0;
  }

  acknowledge(cpu: number): number {
    const vector = this.deliverable(cpu);
    if (vector < 0) return -1;
    this.cpus[cpu].requests.delete(vector);
    this.cpus[cpu].inService.add(vector);
    return vector;
  }

  end(cpu: number): void {
    const { inService, levels } = this.cpus[cpu];
    if (inService.size === 0) return;
    const vector = Math.max(...inService);
    inService.delete(vector);
    if (!levels.has(vector)) return;
    for (const pin of this.pins) {
      if (!pin.remoteIrr || pin.entry.vector !== vector) continue;
      pin.remoteIrr = false;
      this.service(pin);
    }
  }

  enable(cpu: number, on: boolean): void {
    this.cpus[cpu].enabled = on;
    for (const pin of this.pins) this.service(pin);
  }

  private accept(cpu: number, vector: number, level: boolean): boolean {
    const own = this.cpus[cpu];
    if (!own.enabled || vector < 16) return false;
    own.requests.add(vector);
    if (level) own.levels.add(vector);
    else own.levels.delete(vector);
    return true;
  }

  sendIpi(from: number, vector: number, logical: boolean, shorthand: number, destination: number): void {
    const all = this.cpus.map((_, cpu) => cpu);
    const sets = [this.named(destination, logical), [from], all, all.filter((cpu) => cpu !== from)];
    for (const cpu of sets[shorthand]) this.accept(cpu, vector, false);
  }

  /** Physical IDs are the numbers of the CPUs, logical ones 1 << number, in the flat model. */
  private named(destination: number, logical: boolean): number[] {
    const all = this.cpus.map((_, cpu) => cpu);
    if (destination === 255) return all;
    return all.filter((cpu) => (logical ? Math.floor(destination / 2 ** cpu) % 2 === 1 : destination === cpu));
  }

  // ---- I/O APIC

  setLine(number: number, level: boolean): void {
    const pin = this.pins[number];
    const rises = level && !pin.line;
    pin.line = level;
    if (pin.entry.level) this.service(pin);
    else if (rises && !pin.entry.masked) this.send(pin.entry);
  }

  redirect(number: number, entry: Entry): void {
    const pin = this.pins[number];
    // The write that masks it first is an edge's, which ends what was served.
    pin.remoteIrr = false;
    pin.entry = entry;
    this.service(pin);
  }

  mask(number: number, masked: boolean): void {
    const pin = this.pins[number];
    pin.entry = { ...pin.entry, masked };
    this.service(pin);
  }

  private service(pin: Pin): void {
    const { level, masked } = pin.entry;
    if (!level || masked || !pin.line || pin.remoteIrr) return;
    if (this.send(pin.entry)) pin.remoteIrr = true;
  }

  private send({ vector, lowest, logical, level, destination }: Entry): boolean {
    let targets = this.named(destination, logical);
    if (lowest) {
      const willing = targets.filter((cpu) => this.cpus[cpu].enabled);
      const least = Math.min(...willing.map((cpu) => this.priority(cpu)));
      targets = willing.filter((cpu) => this.priority(cpu) === least).slice(0, 1);
    }
    return targets.map((cpu) => this.accept(cpu, vector, level)).includes(true);
  }
}
