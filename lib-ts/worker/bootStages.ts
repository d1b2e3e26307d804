/** The lines of the boot display, and their progress. */
import type { BootStage, BootStageName, MachineSpec } from "../client/api.ts";

const LABELS: Record<BootStageName, string> = {
  core: "Load the CPU core",
  kernel: "Fetch the kernel",
  initrd: "Fetch the initial file system",
  dtb: "Fetch the device tree",
  load: "Check the images and load them into memory",
  guest: "The guest starts",
};

export class BootStages {
  private stages: readonly BootStage[];

  constructor(spec: Pick<MachineSpec, "initrd" | "dtb">) {
    const names: BootStageName[] = ["core", "kernel"];
    if (spec.initrd !== undefined) names.push("initrd");
    if (spec.dtb !== undefined) names.push("dtb");
    names.push("load", "guest");
    this.stages = names.map((name) => ({ name, label: LABELS[name], state: "waiting", bytes: 0, totalBytes: 0 }));
  }

  get list(): readonly BootStage[] {
    return this.stages;
  }

  isDone(name: BootStageName): boolean {
    return this.stages.some((stage) => stage.name === name && stage.state === "done");
  }

  set(name: BootStageName, change: Partial<Omit<BootStage, "name" | "label">>): void {
    this.stages = this.stages.map((stage) => (stage.name === name ? { ...stage, ...change } : stage));
  }

  /** Whatever was under way has failed. */
  fail(): void {
    this.stages = this.stages.map((stage) => (stage.state === "active" ? { ...stage, state: "failed" } : stage));
  }
}
