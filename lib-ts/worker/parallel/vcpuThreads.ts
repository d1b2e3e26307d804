/** The threads of a machine's vCPUs, as home has them. */
import type { CoreInstance, RegionReceivers } from "../../core/index.ts";
import { VcpuBoard } from "./board.ts";
import type { FromVcpu, StartVcpuThread, ToVcpu, VcpuPort } from "./messages.ts";
import { VcpuThreadLost } from "./parallelErrors.ts";

/** What home hears of. */
export interface ThreadEvents {
  /** A vCPU came home: it was recalled, or has exited. */
  home(vcpu: number, exited: boolean): void;
  /** There is compiled code to be entered. */
  code(): void;
  /** A thread has seen that there is code to compile. None says so again until `listenForHot` is called. */
  hot(): void;
  /** A thread has ended by itself: the machine's memory is in no state to go on from. */
  lost(error: VcpuThreadLost): void;
}

/** An installation of regions that some threads have not answered to. */
interface Installation {
  left: number;
  refused: string | undefined;
  readonly done: (refused: string | undefined) => void;
}

/** One set of threads a machine: to be made before the machine, and started when it is there. */
export class VcpuThreads implements RegionReceivers {
  private ports: readonly VcpuPort[] = [];
  private core: CoreInstance | undefined;
  private events: ThreadEvents | undefined;
  private board = new VcpuBoard(0);
  private attached = () => {};
  private readonly granted = new Set<number>();
  private readonly installations = new Map<number, Installation>();
  private asked = 0;
  private freed: number[] = [];

  /** @param module the core for shared memories */
  constructor(
    private readonly module: WebAssembly.Module,
    private readonly startThread: StartVcpuThread,
  ) {}

  /** Starts a thread for each vCPU of `core`; when all are there, each vCPU is at home. */
  async start(core: CoreInstance, events: ThreadEvents): Promise<VcpuBoard> {
    this.core = core;
    this.events = events;
    let left = core.vcpus.length;
    this.board = new VcpuBoard(left);
    const all = new Promise<void>((resolve) => {
      this.attached = () => {
        if (--left === 0) resolve();
      };
    });
    this.ports = core.vcpus.map(({ index }) => this.startThread((message) => this.receive(index, message)));
    const { module } = this;
    const { memory } = core;
    const words = { vcpus: left, board: this.board.buffer, frequency: core.clock.frequency };
    this.postAll((index) => ({ kind: "attach", module, memory, index, ...words }));
    await all;
    return this.board;
  }

  /** Lends a vCPU to its thread, which runs it. */
  grant(vcpu: number): void {
    this.granted.add(vcpu);
    this.board.grant(vcpu);
    this.kick(vcpu);
  }

  isHome(vcpu: number): boolean {
    return !this.granted.has(vcpu);
  }

  get allHome(): boolean {
    return this.granted.size === 0;
  }

  /** Every vCPU that is away is asked to come home. */
  recallAll(): void {
    for (const vcpu of this.granted) {
      this.board.recall(vcpu);
      this.kick(vcpu);
    }
  }

  /** Ends the threads, whatever they do. */
  end(): void {
    this.events = undefined;
    for (const port of this.ports) port.end();
    this.ports = [];
  }

  install(module: WebAssembly.Module, slots: readonly number[]): Promise<string | undefined> {
    const id = this.asked++;
    const freed = this.freed.splice(0);
    return new Promise((done) => {
      this.installations.set(id, { left: this.ports.length, refused: undefined, done });
      this.postAll(() => ({ kind: "install", id, module, slots, freed }));
    });
  }

  /** The threads empty it together with the next installation: until then it keeps some memory, and nothing else. */
  forget(slot: number): void {
    this.freed.push(slot);
  }

  ready(): void {
    this.events?.code();
  }

  /** From now on a thread that sees hot code says so, once. */
  listenForHot(): void {
    this.board.takeHot();
  }

  private postAll(message: (vcpu: number) => ToVcpu): void {
    for (const [vcpu, port] of this.ports.entries()) {
      this.board.addMail(vcpu);
      this.kick(vcpu);
      port.post(message(vcpu));
    }
  }

  private kick(vcpu: number): void {
    this.core?.kick(this.core.vcpus[vcpu]);
  }

  private receive(vcpu: number, message: FromVcpu): void {
    switch (message.kind) {
      case "attached":
        this.attached();
        break;
      case "home":
        this.granted.delete(vcpu);
        this.events?.home(vcpu, message.exited);
        break;
      case "hot":
        this.events?.hot();
        break;
      case "installed":
        this.noteInstalled(message.id, message.refused);
        break;
      case "failed":
        this.events?.lost(new VcpuThreadLost(vcpu, message.reason));
    }
  }

  private noteInstalled(id: number, refused: string | undefined): void {
    const installation = this.installations.get(id);
    if (installation === undefined) return;
    installation.refused ??= refused;
    if (--installation.left > 0) return;
    this.installations.delete(id);
    installation.done(installation.refused);
  }
}
