/** The worker's entry: serves one machine by Comlink. */
import * as Comlink from "comlink";
import { CoreModule } from "../core/index.ts";
import { CoreUnusable } from "../errors.ts";
import { regionThread } from "./regionThread.ts";
import { startVcpuThread } from "./startVcpuThread.ts";
import { WorkerService } from "./workerService.ts";

/** @throws CoreUnusable */
async function loadCore(shared: boolean): Promise<CoreModule> {
  const response = await fetch(new URL("../../build/core.wasm", import.meta.url)).catch((cause: unknown) => {
    throw new CoreUnusable("it cannot be fetched", { cause });
  });
  if (!response.ok) throw new CoreUnusable(`the server answers ${response.status}`);
  const core = await CoreModule.compile(await response.arrayBuffer(), shared);
  core.regionCompiler = regionThread();
  return core;
}

Comlink.expose(new WorkerService(loadCore, startVcpuThread));
