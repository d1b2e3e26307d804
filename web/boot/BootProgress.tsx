import type { BootStage } from "../../lib-ts/index.ts";
import { formatBytes } from "../vm/format.ts";
import styles from "./BootProgress.module.css";

interface BootProgressProps {
  readonly stages: readonly BootStage[];
}

const STATE_WORDS: Record<BootStage["state"], string> = {
  waiting: "waiting",
  active: "in progress",
  done: "done",
  failed: "failed",
};

/** The stages of a start, with the bytes that are on their way. */
export function BootProgress({ stages }: BootProgressProps) {
  return (
    <ol className={styles.stages} aria-label="Start of the machine">
      {stages.map((stage) => (
        <li key={stage.name} data-state={stage.state}>
          <span>{stage.label}</span>
          <span className={styles.detail}>{detail(stage)}</span>
          {stage.state === "active" && stage.totalBytes > 0 ? (
            <progress value={stage.bytes} max={stage.totalBytes} aria-label={stage.label} />
          ) : null}
        </li>
      ))}
    </ol>
  );
}

function detail(stage: BootStage): string {
  if (stage.bytes === 0) return STATE_WORDS[stage.state];
  if (stage.state === "done" || stage.totalBytes === 0) return formatBytes(stage.bytes);
  return `${formatBytes(stage.bytes)} of ${formatBytes(stage.totalBytes)}`;
}
