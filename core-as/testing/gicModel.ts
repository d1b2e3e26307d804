/**
 * A second GICv2, written from IHI 0048B as plainly as can be and independent of the core's: one object an interrupt, a
 * list of active priorities. Slow, and the yardstick of the model-based test.
 */
import { FIQ, IRQ, SPURIOUS } from "./gic.ts";

interface ModelInterrupt {
  readonly id: number;
  enabled: boolean;
  latched: boolean;
  line: boolean;
  active: boolean;
  edge: boolean;
  group: 0 | 1;
  priority: number;
  targets: readonly number[];
  /** CPUs that sent it, for an SGI. */
  readonly sources: Set<number>;
}

interface ModelCpu {
  groups: readonly boolean[];
  ackCtl: boolean;
  fiqEn: boolean;
  cbpr: boolean;
  split: boolean;
  mask: number;
  binaryPoint: number;
  aliasedBinaryPoint: number;
  running: { group: 0 | 1; priority: number }[];
  /** Answers of GICC_IAR whose end has not been written; for the test. */
  readonly handled: number[];
}

export class GicModel {
  groups: readonly boolean[] = [false, false];
  readonly cpus: ModelCpu[];
  private readonly banked: ModelInterrupt[][];
  private readonly shared: ModelInterrupt[];

  constructor(count: number) {
    const fresh = (id: number): ModelInterrupt => ({
      ...{ id, latched: false, line: false, active: false, group: 0, priority: 0, targets: [0] },
      ...{ enabled: id < 16, edge: id < 16, sources: new Set() },
    });
    const cpus = Array.from({ length: count }, (_, cpu) => cpu);
    this.banked = cpus.map((cpu) => Array.from({ length: 32 }, (_, id) => ({ ...fresh(id), targets: [cpu] })));
    this.shared = Array.from({ length: 256 }, (_, index) => fresh(index + 32));
    this.cpus = cpus.map(() => ({
      ...{ groups: [false, false], ackCtl: false, fiqEn: false, cbpr: false, split: false, running: [], handled: [] },
      ...{ mask: 0, binaryPoint: 2, aliasedBinaryPoint: 3 },
    }));
  }

  interrupt(cpu: number, id: number): ModelInterrupt {
    return id < 32 ? this.banked[cpu][id] : this.shared[id - 32];
  }

  pending(cpu: number, id: number): boolean {
    const { latched, sources, line, edge } = this.interrupt(cpu, id);
    return latched || sources.size > 0 || (line && !edge);
  }

  setLine(cpu: number, id: number, level: boolean): void {
    const interrupt = this.interrupt(cpu, id);
    if (level && !interrupt.line && interrupt.edge) interrupt.latched = true;
    interrupt.line = level;
  }

  running(cpu: number): number {
    return Math.min(256, ...this.cpus[cpu].running.map(({ priority }) => priority));
  }

  lines(cpu: number): number {
    const best = this.signalled(cpu);
    if (!best) return 0;
    return best.group === 0 && this.cpus[cpu].fiqEn ? FIQ : IRQ;
  }

  /** GICC_IAR. */
  acknowledge(cpu: number): number {
    const best = this.signalled(cpu);
    if (!best) return SPURIOUS;
    if (best.group === 1 && !this.cpus[cpu].ackCtl) return SPURIOUS - 1;
    this.cpus[cpu].running.push({ group: best.group, priority: this.groupPriority(cpu, best) });
    best.active = true;
    best.latched = false;
    if (best.id >= 16) return best.id;
    const source = Math.min(...best.sources);
    best.sources.delete(source);
    return best.id | (source << 10);
  }

  /** GICC_EOIR. */
  end(cpu: number, id: number): void {
    const interrupt = this.interrupt(cpu, id);
    const { running, split } = this.cpus[cpu];
    const sameGroup = running.filter(({ group }) => group === interrupt.group);
    if (sameGroup.length === 0) return;
    const priority = Math.min(...sameGroup.map((item) => item.priority));
    running.splice(
      running.findIndex((item) => item.group === interrupt.group && item.priority === priority),
      1,
    );
    if (!split) interrupt.active = false;
  }

  /** GICC_DIR. */
  deactivate(cpu: number, id: number): void {
    if (this.cpus[cpu].split) this.interrupt(cpu, id).active = false;
  }

  private signalled(cpu: number): ModelInterrupt | undefined {
    const { groups, mask } = this.cpus[cpu];
    const [best] = [...this.banked[cpu], ...this.shared]
      .filter(({ id, enabled, active }) => enabled && !active && this.pending(cpu, id))
      .filter(({ group, targets }) => this.groups[group] && groups[group] && targets.includes(cpu))
      .sort((a, b) => a.priority - b.priority || a.id - b.id);
    if (!best || best.priority >= mask) return undefined;
    return this.groupPriority(cpu, best) < this.running(cpu) ? best : undefined;
  }

  /** IHI 0048B table 3-2: the bits above the binary point. */
  private groupPriority(cpu: number, { group, priority }: ModelInterrupt): number {
    const { binaryPoint, aliasedBinaryPoint, cbpr } = this.cpus[cpu];
    const subpriorityBits = group === 1 && !cbpr ? aliasedBinaryPoint : binaryPoint + 1;
    return priority - (priority % 2 ** subpriorityBits);
  }
}
