import type { GuestEntry } from "../../lib-ts/index.ts";
import { formatBytes } from "../vm/format.ts";
import { ARCHITECTURE_NAMES } from "../vm/types.ts";
import styles from "./GuestPicker.module.css";

interface GuestPickerProps {
  readonly guests: readonly GuestEntry[];
  readonly onChoose: (guest: GuestEntry) => void;
}

/** The machines that can be started, grouped by architecture. */
export function GuestPicker({ guests, onChoose }: GuestPickerProps) {
  const architectures = [...new Set(guests.map((guest) => guest.architecture))];
  return (
    <>
      {architectures.map((architecture) => (
        <section key={architecture} aria-labelledby={`guests-${architecture}`} className={styles.group}>
          <h2 id={`guests-${architecture}`}>{ARCHITECTURE_NAMES[architecture]}</h2>
          <ul className={styles.grid}>
            {guests
              .filter((guest) => guest.architecture === architecture)
              .map((guest) => (
                <li key={guest.id}>
                  <GuestButton guest={guest} onChoose={onChoose} />
                </li>
              ))}
          </ul>
        </section>
      ))}
    </>
  );
}

interface GuestButtonProps {
  readonly guest: GuestEntry;
  readonly onChoose: (guest: GuestEntry) => void;
}

function GuestButton({ guest, onChoose }: GuestButtonProps) {
  return (
    <button
      type="button"
      className={styles.card}
      data-architecture={guest.architecture}
      onClick={() => onChoose(guest)}
    >
      <span className={styles.title}>{guest.name}</span>
      <span className={styles.badge}>{ARCHITECTURE_NAMES[guest.architecture]}</span>
      <span className={styles.text}>{guest.description}</span>
      <span className={styles.facts}>
        {formatBytes(guest.kernel.size + (guest.initrd?.size ?? 0))} · {guest.origin} · {guest.licence}
      </span>
    </button>
  );
}
