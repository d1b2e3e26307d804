import type { VmHandle } from "../../lib-ts/index.ts";
import { BootProgress } from "../boot/BootProgress.tsx";
import { SerialConsole } from "../console/SerialConsole.tsx";
import { CompiledCodePanel } from "./CompiledCodePanel.tsx";
import styles from "./MachineView.module.css";
import { StatusBar } from "./StatusBar.tsx";
import { Toolbar } from "./Toolbar.tsx";
import { useVmStatus } from "./useVmStatus.ts";

interface MachineViewProps {
  readonly vm: VmHandle;
  readonly visible: boolean;
  readonly screenReader: boolean;
}

/** One machine: toolbar, start, console, status. */
export function MachineView({ vm, visible, screenReader }: MachineViewProps) {
  const status = useVmStatus(vm);
  // The stages stay until the guest is ready, and for good when one has failed.
  const starting = status.state !== "off" && status.stages.some((stage) => stage.state !== "done");
  return (
    <div
      className={styles.machine}
      hidden={!visible}
      role="tabpanel"
      aria-labelledby={`tab-${vm.id}`}
      id={`panel-${vm.id}`}
    >
      <Toolbar vm={vm} status={status} />
      {starting ? <BootProgress stages={status.stages} /> : null}
      {status.problem ? (
        <p role="alert" className={styles.problem}>
          <strong>{status.problem.name}</strong>: {status.problem.message}
        </p>
      ) : null}
      <SerialConsole
        vm={vm}
        label={`Serial console of ${vm.spec.name}`}
        visible={visible}
        screenReader={screenReader}
      />
      {status.compiled ? <CompiledCodePanel vm={vm} compiled={status.compiled} /> : null}
      <StatusBar architecture={vm.spec.architecture} status={status} />
    </div>
  );
}
