import { type KeyboardEvent, useRef } from "react";
import styles from "./App.module.css";
import { Button } from "./ui/Button.tsx";
import type { Machines } from "./vm/useMachines.ts";
import { type Theme, useTheme } from "./vm/useTheme.ts";

interface HeaderProps {
  readonly machines: Machines;
  readonly screenReader: boolean;
  readonly onScreenReader: (on: boolean) => void;
}

/** Name of the page, a tab for each machine, and how the page looks and reads. */
export function Header({ machines, screenReader, onScreenReader }: HeaderProps) {
  const [theme, setTheme] = useTheme();
  const tabs = useRef<HTMLDivElement>(null);
  const close = (id: string) => {
    machines.close(id);
    tabs.current?.querySelector("button")?.focus();
  };
  return (
    <header className={styles.header}>
      <h1>sel4vm-web</h1>
      <div ref={tabs} role="tablist" aria-label="Machines" className={styles.tabs} onKeyDown={moveAmongTabs}>
        <Tab
          id="new"
          label="New machine"
          selected={machines.front === undefined}
          onSelect={() => machines.show(undefined)}
        />
        {machines.list.map((vm) => (
          <Tab
            key={vm.id}
            id={vm.id}
            label={vm.spec.name}
            selected={vm.id === machines.front}
            onSelect={() => machines.show(vm.id)}
          />
        ))}
      </div>
      {machines.front ? (
        <Button onClick={() => machines.front && close(machines.front)}>Close this machine</Button>
      ) : null}
      <label className={styles.setting}>
        Theme{" "}
        <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
          <option value="system">system</option>
          <option value="light">light</option>
          <option value="dark">dark</option>
        </select>
      </label>
      <label className={styles.setting}>
        <input type="checkbox" checked={screenReader} onChange={(event) => onScreenReader(event.target.checked)} />{" "}
        Screen reader
      </label>
    </header>
  );
}

interface TabProps {
  readonly id: string;
  readonly label: string;
  readonly selected: boolean;
  readonly onSelect: () => void;
}

function Tab({ id, label, selected, onSelect }: TabProps) {
  return (
    <button
      type="button"
      role="tab"
      id={`tab-${id}`}
      aria-controls={`panel-${id}`}
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      className={styles.tab}
      onClick={onSelect}
    >
      {label}
    </button>
  );
}

/** Arrow keys move the focus; Enter or Space shows the machine, which takes the keyboard. */
function moveAmongTabs(event: KeyboardEvent<HTMLDivElement>): void {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>("[role=tab]")];
  const at = tabs.findIndex((tab) => tab.matches(":focus"));
  const steps: Record<string, number> = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: -1 };
  const to = steps[event.key];
  if (to === undefined) return;
  event.preventDefault();
  tabs.at(to % tabs.length)?.focus();
}
