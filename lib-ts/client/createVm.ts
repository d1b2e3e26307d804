/** Makes machines, each in a worker of its own. The only place on the page's side that knows Comlink. */
import * as Comlink from "comlink";
import { VmDisposed } from "../errors.ts";
import { BootStages } from "../worker/bootStages.ts";
import type { ToPage, ToWorker, VmService } from "../worker/protocol.ts";
import { emptyStatus } from "../worker/vmStatus.ts";
import type { Checkpoint, HotRegion, MachineSpec, SerialConsole, VmHandle, VmStatus } from "./api.ts";
import { Lifeline } from "./recovery.ts";
import { SerialStream } from "./serialStream.ts";
import { checkedSpec } from "./spec.ts";

let made = 0;

/**
 * A machine that is ready to start, in a worker of its own. Its images are fetched and checked by `start`.
 * @param makeWorker for tests and for bundlers with ways of their own: another worker than `lib-ts/worker/vm.worker.ts`
 * @throws MachineOptionError for options that no machine has @throws ImageUnavailable for a URL that is none
 */
export function createVm(spec: MachineSpec, makeWorker: () => Worker = vmWorker): VmHandle {
  return new WorkerVm(`vm${++made}`, checkedSpec(spec), makeWorker);
}

function vmWorker(): Worker {
  return new Worker(new URL("../worker/vm.worker.ts", import.meta.url), { type: "module" });
}

class WorkerVm implements VmHandle {
  readonly console: SerialConsole;
  private current: VmStatus;
  private readonly serial: SerialStream;
  private worker: Worker | undefined;
  private service: Comlink.Remote<VmService> | undefined;
  private port: MessagePort | undefined;
  private life: Lifeline | undefined;
  private disposed = false;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly id: string,
    readonly spec: MachineSpec,
    private readonly makeWorker: () => Worker,
  ) {
    this.serial = new SerialStream((message, transfer = []) => this.send(message, transfer));
    this.console = this.serial;
    this.current = emptyStatus(spec, new BootStages(spec), "created");
    this.connect();
  }

  get status(): VmStatus {
    return this.current;
  }

  subscribe(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A machine whose worker died gets a new one. */
  async start(): Promise<void> {
    if (this.life?.dead !== undefined && !this.disposed) this.connect();
    return this.call((service) => service.start());
  }
  pause(): Promise<void> {
    return this.call((service) => service.pause());
  }
  resume(): Promise<void> {
    return this.call((service) => service.resume());
  }
  async reset(): Promise<void> {
    if (this.life?.dead !== undefined) return this.start();
    return this.call((service) => service.reset());
  }
  powerOff(): Promise<void> {
    return this.call((service) => service.powerOff());
  }
  checkpoints(): Promise<readonly Checkpoint[]> {
    return this.call((service) => service.checkpoints());
  }
  stateHash(): Promise<string> {
    return this.call((service) => service.stateHash());
  }
  hotRegions(): Promise<readonly HotRegion[]> {
    return this.call((service) => service.hotRegions());
  }

  dispose(): void {
    if (this.disposed) return;
    this.disposed = true;
    this.life?.finish(new VmDisposed(this.spec.name));
    this.listeners.clear();
  }

  /** Credit for output that was shown too late matters to nobody; typing into a dead machine is a mistake. */
  private send(message: ToWorker, transfer: Transferable[]): void {
    if (this.disposed && message.kind === "input") throw new VmDisposed(this.spec.name);
    this.port?.postMessage(message, transfer);
  }

  private connect(): void {
    const worker = this.makeWorker();
    const { port1, port2 } = new MessageChannel();
    const ping: ToWorker = { kind: "ping" };
    const life = new Lifeline(
      worker,
      () => port1.postMessage(ping),
      (error) => this.lost(error),
    );
    port1.onmessage = ({ data }: MessageEvent<ToPage>) => this.receive(life, data);
    this.worker = worker;
    this.port = port1;
    this.life = life;
    this.service = Comlink.wrap<VmService>(worker);
    const { service } = this;
    life.guard(() => service.create(this.spec, Comlink.transfer(port2, [port2]))).catch(() => {});
  }

  private async call<Answer>(ask: (service: Comlink.Remote<VmService>) => Promise<Answer>): Promise<Answer> {
    const { service, life } = this;
    if (service === undefined || life === undefined) throw new VmDisposed(this.spec.name);
    return life.guard(() => ask(service));
  }

  private receive(life: Lifeline, message: ToPage): void {
    life.sign();
    switch (message.kind) {
      case "output":
        this.serial.receive(message.bytes);
        break;
      case "status":
        this.show(message.status);
        break;
      case "pong":
        break;
    }
  }

  private lost(error: Error): void {
    this.worker?.terminate();
    this.port?.close();
    const problem = { name: error.name, message: error.message };
    if (!this.disposed) this.show({ ...this.current, state: "failed", words: error.message, problem });
  }

  private show(status: VmStatus): void {
    this.current = status;
    for (const listener of this.listeners) listener();
  }
}
