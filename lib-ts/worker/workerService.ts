/** The worker's side: one machine, reached by calls and by a port for bytes and pictures. */
import type { Checkpoint, HotRegion, MachineSpec } from "../client/api.ts";
import type { CoreModule } from "../core/index.ts";
import { VmStateError } from "../errors.ts";
import { type Host, messageHost } from "./host.ts";
import type { StartVcpuThread } from "./parallel/messages.ts";
import type { ToPage, ToWorker, VmService } from "./protocol.ts";
import { StatusFeed } from "./statusFeed.ts";
import { VmSession } from "./vmSession.ts";

export class WorkerService implements VmService {
  private machine: VmSession | undefined;
  private core: Promise<CoreModule> | undefined;

  /** @param makeHost for tests: another thread than a worker's */
  constructor(
    private readonly loadCore: (shared: boolean) => Promise<CoreModule>,
    private readonly startVcpuThread: StartVcpuThread,
    private readonly makeHost: () => Host = messageHost,
  ) {}

  create(spec: MachineSpec, port: MessagePort): void {
    const host = this.makeHost();
    const post = (message: ToPage, transfer: Transferable[] = []) => port.postMessage(message, transfer);
    const session: VmSession = new VmSession(spec, {
      host,
      loadCore: (shared) => this.compiledOnce(shared),
      startVcpuThread: this.startVcpuThread,
      send: (bytes) => post({ kind: "output", bytes }, [bytes.buffer]),
      changed: () => feed.changed(),
    });
    const feed = new StatusFeed(
      () => session.status,
      (status) => post({ kind: "status", status }),
      host.now,
    );
    port.onmessage = ({ data }: MessageEvent<ToWorker>) => receive(session, data, post);
    this.machine = session;
  }

  start(): Promise<void> {
    return this.session("start").start();
  }
  pause(): void {
    this.session("pause").pause();
  }
  resume(): void {
    this.session("resume").resume();
  }
  reset(): Promise<void> {
    return this.session("reset").reset();
  }
  powerOff(): Promise<void> {
    return this.session("power off").powerOff();
  }
  stateHash(): string {
    return this.session("hash").stateHash();
  }
  checkpoints(): readonly Checkpoint[] {
    return this.session("read checkpoints of").checkpoints;
  }
  hotRegions(): readonly HotRegion[] {
    return this.session("look into").hotRegions();
  }

  private session(operation: string): VmSession {
    if (this.machine === undefined) throw new VmStateError(operation, "created", "create it first");
    return this.machine;
  }

  /** A core that could not be loaded is asked for again at the next start. */
  private compiledOnce(shared: boolean): Promise<CoreModule> {
    this.core ??= this.loadCore(shared).catch((cause: unknown) => {
      this.core = undefined;
      throw cause;
    });
    return this.core;
  }
}

function receive(session: VmSession, message: ToWorker, post: (message: ToPage) => void): void {
  switch (message.kind) {
    case "input":
      session.type(message.bytes);
      break;
    case "shown":
      session.shown(message.bytes);
      break;
    case "ping":
      post({ kind: "pong" });
      break;
  }
}
