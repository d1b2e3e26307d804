import { Toolbar as Bar } from "@base-ui/react/toolbar";
import type { VmHandle, VmStatus } from "../../lib-ts/index.ts";
import { Button } from "../ui/Button.tsx";
import { ARCHITECTURE_NAMES } from "../vm/types.ts";
import styles from "./MachineView.module.css";

interface ToolbarProps {
  readonly vm: VmHandle;
  readonly status: VmStatus;
}

/**
 * Name, architecture, and what can be done to the machine now: one stop of the Tab key, arrow keys inside. Failures show in
 * the status, so promises are let go.
 */
export function Toolbar({ vm, status }: ToolbarProps) {
  const { state } = status;
  const alive = state === "running" || state === "paused";
  const act = (action: () => Promise<void>) => () => void action().catch(() => undefined);
  return (
    <Bar.Root className={styles.toolbar} aria-label={`Controls of ${vm.spec.name}`}>
      <h2>{vm.spec.name}</h2>
      <span className={styles.badge}>{ARCHITECTURE_NAMES[vm.spec.architecture]}</span>
      {state === "paused" ? (
        <Bar.Button render={<Button />} onClick={act(() => vm.resume())}>
          Resume
        </Bar.Button>
      ) : (
        <Bar.Button render={<Button />} onClick={act(() => vm.pause())} disabled={state !== "running"}>
          Pause
        </Bar.Button>
      )}
      <Bar.Button render={<Button />} onClick={act(() => vm.reset())} disabled={state === "starting"}>
        Reset
      </Bar.Button>
      <Bar.Button render={<Button tone="danger" />} onClick={act(() => vm.powerOff())} disabled={!alive}>
        Power off
      </Bar.Button>
      <span className={styles.words} role="status">
        {status.problem ? "failed" : status.words}
      </span>
    </Bar.Root>
  );
}
