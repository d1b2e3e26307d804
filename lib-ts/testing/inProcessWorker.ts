/** A stand-in for a `Worker` that runs the real service in this thread: for tests of the page's half. */
import * as Comlink from "comlink";
import { nodeHost } from "../worker/host.ts";
import { WorkerService } from "../worker/workerService.ts";
import { coreModule, sharedCoreModule } from "./core.ts";
import { startTestThread } from "./vcpuThread.ts";

export class InProcessWorker extends EventTarget {
  private readonly page: MessagePort;
  private readonly port: MessagePort;
  private readonly service: WorkerService;

  constructor(loadCore = async (shared: boolean) => (shared ? sharedCoreModule() : coreModule)) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.page = port1;
    this.port = port2;
    this.service = new WorkerService(loadCore, startTestThread, nodeHost);
    port1.onmessage = ({ data }) => this.dispatchEvent(new MessageEvent("message", { data }));
    Comlink.expose(this.service, port2);
  }

  postMessage(message: unknown, transfer: Transferable[] = []): void {
    this.page.postMessage(message, transfer);
  }

  /** No answer comes after this, and the guest stops. */
  terminate(): void {
    this.page.close();
    this.port.close();
    // A machine that was never created has nothing to stop.
    Promise.resolve()
      .then(() => this.service.powerOff())
      .catch(() => {});
  }

  /** As a worker that meets an error nobody catches. */
  crash(message: string): void {
    this.terminate();
    this.dispatchEvent(Object.assign(new Event("error"), { message }));
  }

  asWorker(): Worker {
    return this as unknown as Worker;
  }
}
