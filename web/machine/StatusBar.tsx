import type { GuestArchitecture, VmStatus } from "../../lib-ts/index.ts";
import { formatRate } from "../vm/format.ts";
import { ARCHITECTURE_NAMES } from "../vm/types.ts";
import styles from "./MachineView.module.css";

interface StatusBarProps {
  readonly architecture: GuestArchitecture;
  readonly status: VmStatus;
}

/** The machine in figures: its architecture, each vCPU, speed, exits, memory, clock. */
export function StatusBar({ architecture, status }: StatusBarProps) {
  return (
    <dl className={styles.status} aria-label="Live status">
      <div>
        <dt>CPU</dt>
        <dd>{ARCHITECTURE_NAMES[architecture]}</dd>
      </div>
      {status.vcpus.map((vcpu) => (
        <div key={vcpu.index}>
          <dt>vCPU {vcpu.index}</dt>
          <dd>{vcpu.words}</dd>
        </div>
      ))}
      <div>
        <dt>Speed</dt>
        <dd>{status.mips.toFixed(1)} MIPS</dd>
      </div>
      <div>
        <dt>Exits</dt>
        <dd>{formatRate(status.exitsPerSecond)}/s</dd>
      </div>
      <div>
        <dt>RAM</dt>
        <dd>{status.memoryMiB} MiB</dd>
      </div>
      <div>
        <dt>Clock</dt>
        <dd>{status.clock === "real" ? "real time" : "deterministic"}</dd>
      </div>
    </dl>
  );
}
