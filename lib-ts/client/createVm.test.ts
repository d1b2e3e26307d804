import { afterEach, describe, expect, it, vi } from "vitest";
import { sampleKernel } from "../machines/testing/sampleImages.ts";
import { builtInSpec } from "../testing/guests.ts";
import { InProcessWorker } from "../testing/inProcessWorker.ts";
import type { MachineSpec, VmHandle, VmState } from "./api.ts";
import { createVm } from "./createVm.ts";

const handles: VmHandle[] = [];
const workers: InProcessWorker[] = [];

afterEach(() => {
  for (const handle of handles.splice(0)) handle.dispose();
  workers.length = 0;
});

function made(spec: MachineSpec): VmHandle {
  const handle = createVm(spec, () => {
    const worker = new InProcessWorker();
    workers.push(worker);
    return worker.asWorker();
  });
  handles.push(handle);
  return handle;
}

const spinning = (): MachineSpec =>
  builtInSpec("timer-tick", { kernel: { kind: "bytes", name: "spin", bytes: sampleKernel() } });

function until(vm: VmHandle, state: VmState): Promise<void> {
  return vi.waitFor(() => expect(vm.status.state).toBe(state), { timeout: 60_000, interval: 2 });
}

describe("createVm", () => {
  it("hands over the code of hot regions, with addresses of 64 bits", async () => {
    const vm = made(builtInSpec("timer-tick", { tier: "all" }));
    await vm.start();
    await until(vm, "off");
    const [hottest] = await vm.hotRegions();
    expect(hottest.code[0].pc).toBe(hottest.pc);
    expect(hottest.code[0].bytes.length).toBeGreaterThan(0);
  });

  it("boots a guest whose output arrives in order, and tells its listeners", async () => {
    const vm = made(builtInSpec("hello-hypercall"));
    const seen: VmState[] = [];
    let text = "";
    vm.subscribe(() => seen.push(vm.status.state));
    vm.console.onData((bytes, done) => {
      text += new TextDecoder().decode(bytes);
      done();
    });

    await vm.start();
    await until(vm, "off");

    expect(text).toContain("It answers: 42.");
    expect(seen.at(-1)).toBe("off");
    expect(vm.status.consoleOut).toBe(text.length);
  });

  it("pauses, hashes, goes on, powers off", async () => {
    const vm = made(spinning());
    await vm.start();

    await vm.pause();
    const hash = await vm.stateHash();
    await vm.resume();
    await vm.powerOff();

    expect(hash).toMatch(/^[0-9a-f]{16}$/);
    await until(vm, "off");
  });

  it("rejects with the worker's error, by name", async () => {
    const vm = made(builtInSpec("timer-tick", { kernel: { kind: "bytes", name: "none", bytes: new Uint8Array(0) } }));

    await expect(vm.start()).rejects.toMatchObject({ name: "ImageEmpty" });
    await until(vm, "failed");
    expect(vm.status.problem?.name).toBe("ImageEmpty");
  });

  it("rejects calls that wait when the worker crashes, says so, and starts again with a new worker", async () => {
    const vm = made(spinning());
    await vm.start();
    const waiting = vm.stateHash();

    workers[0].crash("out of memory");

    await expect(waiting).rejects.toMatchObject({ name: "WorkerLost" });
    expect(vm.status).toMatchObject({ state: "failed", problem: { name: "WorkerLost" } });
    await vm.start();
    await until(vm, "running");
    expect(workers).toHaveLength(2);
  });

  it("rejects calls that wait when it is disposed of, and every later one", async () => {
    const vm = made(spinning());
    const waiting = vm.start();

    vm.dispose();
    vm.dispose();

    await expect(waiting).rejects.toMatchObject({ name: "VmDisposed" });
    await expect(vm.start()).rejects.toMatchObject({ name: "VmDisposed" });
    await expect(vm.reset()).rejects.toMatchObject({ name: "VmDisposed" });
    expect(() => vm.console.write("ls")).toThrow(expect.objectContaining({ name: "VmDisposed" }));
    expect(workers).toHaveLength(1);
  });

  it("loads the core again at the next start after a failure", async () => {
    const loadCore = vi.fn().mockRejectedValueOnce(new Error("offline"));
    const { coreModule } = await import("../testing/machine.ts");
    loadCore.mockResolvedValue(coreModule);
    const vm = createVm(spinning(), () => new InProcessWorker(loadCore).asWorker());
    handles.push(vm);

    await expect(vm.start()).rejects.toThrow("offline");
    await vm.start();

    await until(vm, "running");
  });

  it("gives each machine an id of its own", () => {
    expect(made(spinning()).id).not.toBe(made(spinning()).id);
  });
});
