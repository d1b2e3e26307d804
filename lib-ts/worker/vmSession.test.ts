import { describe, expect, it } from "vitest";
import type { MachineSpec, VmState } from "../client/api.ts";
import { sampleKernel } from "../machines/testing/sampleImages.ts";
import { coreModule, sharedCoreModule } from "../testing/core.ts";
import { builtInSpec } from "../testing/guests.ts";
import { startTestThread } from "../testing/vcpuThread.ts";
import { nodeHost } from "./host.ts";
import { VmSession } from "./vmSession.ts";

function sessionOf(spec: MachineSpec) {
  const states: VmState[] = [];
  const parts: Uint8Array[] = [];
  const session: VmSession = new VmSession(spec, {
    host: nodeHost(),
    loadCore: async (shared) => (shared ? sharedCoreModule() : coreModule),
    startVcpuThread: startTestThread,
    send: (bytes) => {
      parts.push(bytes);
      session.shown(bytes.length);
    },
    changed: () => {
      const { state } = session.status;
      if (states.at(-1) !== state) states.push(state);
    },
  });
  const until = async (wanted: VmState) => {
    while (session.status.state !== wanted) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  return { session, states, until, text: () => Buffer.concat(parts).toString() };
}

/** A guest that spins for ever. */
const spinning = (): MachineSpec =>
  builtInSpec("timer-tick", { kernel: { kind: "bytes", name: "spin", bytes: sampleKernel() } });

describe("VmSession", () => {
  it("goes through starting and running to off", async () => {
    const { session, states, until, text } = sessionOf(builtInSpec("hello-hypercall"));
    await session.start();
    await until("off");
    expect(states).toEqual(["starting", "running", "off"]);
    expect(text()).toContain("It answers: 42.");
  });

  it("shows what is compiled, and the hottest regions first", async () => {
    const { session, until } = sessionOf(builtInSpec("timer-tick", { tier: "all" }));
    expect([session.hotRegions(), session.status.compiled]).toEqual([[], undefined]);
    await session.start();
    await until("off");
    const entries = session.hotRegions().map((region) => region.entries);
    expect(session.status.compiled?.regions).toBeGreaterThanOrEqual(entries.length);
    expect(entries).toHaveLength(10);
    expect(entries).toEqual([...entries].sort((a, b) => b - a));
    expect(entries[0]).toBeGreaterThan(0);
  });

  it("has no compiled code where only the interpreter runs", async () => {
    const { session, until } = sessionOf(builtInSpec("timer-tick", { tier: "interp" }));
    await session.start();
    await until("off");
    expect([session.hotRegions(), session.status.compiled]).toEqual([[], undefined]);
  });

  it("shows every stage done at the end", async () => {
    const { session, until } = sessionOf(builtInSpec("hello-hypercall", { ready: "Goodbye" }));
    await session.start();
    await until("off");
    expect(session.status.stages.map(({ name, state }) => [name, state])).toEqual([
      ["core", "done"],
      ["kernel", "done"],
      ["load", "done"],
      ["guest", "done"],
    ]);
  });

  it("fails with the image's error and shows it", async () => {
    const kernel = { kind: "bytes", name: "notes.txt", bytes: new TextEncoder().encode("not a kernel") } as const;
    const { session } = sessionOf(builtInSpec("timer-tick", { kernel }));
    await expect(session.start()).rejects.toMatchObject({ name: "ImageNotRecognised" });
    expect(session.status).toMatchObject({ state: "failed", problem: { name: "ImageNotRecognised" } });
    expect(session.status.words).toContain("notes.txt");
  });

  it("pauses, goes on and powers off a guest that never gives way", async () => {
    const { session } = sessionOf(spinning());
    await session.start();
    session.pause();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { instructions } = session.status;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(session.status).toMatchObject({ state: "paused", instructions });
    session.resume();
    await session.powerOff();
    expect(session.status.state).toBe("off");
  });

  it("starts anew after a reset, with counters at the beginning", async () => {
    const { session, until, text } = sessionOf(builtInSpec("hello-hypercall"));
    await session.start();
    await until("off");
    const { instructions } = session.status;
    await session.reset();
    await until("off");
    expect(session.status.instructions).toBe(instructions);
    expect(text().match(/Goodbye/g)).toHaveLength(2);
  });

  it("hashes a machine that stands still, alike for alike runs", async () => {
    const [first, second] = [sessionOf(builtInSpec("fault-lab")), sessionOf(builtInSpec("fault-lab"))];
    for (const { session, until } of [first, second]) {
      await session.start();
      await until("off");
    }
    expect(first.session.stateHash()).toBe(second.session.stateHash());
  });

  it("notes the checkpoints of a recording", async () => {
    const spec = builtInSpec("timer-tick", { recording: { input: [], checkpointEvery: 500 } });
    const [first, second] = [sessionOf(spec), sessionOf(spec)];
    for (const { session, until } of [first, second]) {
      await session.start();
      await until("off");
    }
    expect(first.session.checkpoints.length).toBeGreaterThan(10);
    expect(first.session.checkpoints).toEqual(second.session.checkpoints);
  });

  it.each([
    ["pause", (session: VmSession) => session.pause()],
    ["resume", (session: VmSession) => session.resume()],
    ["hash", (session: VmSession) => session.stateHash()],
  ])("names a %s that its state does not allow", (_, misuse) => {
    const { session } = sessionOf(builtInSpec("timer-tick"));
    expect(() => misuse(session)).toThrow(expect.objectContaining({ name: "VmStateError" }));
  });

  it("refuses a second start", async () => {
    const { session } = sessionOf(spinning());
    await session.start();
    await expect(session.start()).rejects.toMatchObject({ name: "VmStateError" });
    await session.powerOff();
  });
});
