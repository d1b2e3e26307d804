import { useEffect, useRef, useState } from "react";
import styles from "./App.module.css";
import { GuestPicker } from "./boot/GuestPicker.tsx";
import { OwnImageForm } from "./boot/OwnImage.tsx";
import { useDroppedFiles } from "./boot/useDroppedFiles.ts";
import { Header } from "./Header.tsx";
import { MachineView } from "./machine/MachineView.tsx";
import { type Catalogue, guestSpec, loadCatalogue, ownSpec } from "./vm/catalogue.ts";
import { readUrlState, writeUrlState } from "./vm/urlState.ts";
import { useMachines } from "./vm/useMachines.ts";

/** One page, three states of one thing: choose a machine, watch it start, work in it. */
export function App() {
  const machines = useMachines();
  const choosing = machines.front === undefined;
  const [screenReader, setScreenReader] = useState(false);
  return (
    <div className={styles.page}>
      <Header machines={machines} screenReader={screenReader} onScreenReader={setScreenReader} />
      <main className={styles.main}>
        <div hidden={!choosing} className={styles.chooser} id="panel-new" role="tabpanel" aria-labelledby="tab-new">
          <Chooser active={choosing} open={machines.open} />
        </div>
        {machines.list.map((vm) => (
          <MachineView key={vm.id} vm={vm} visible={vm.id === machines.front} screenReader={screenReader} />
        ))}
      </main>
    </div>
  );
}

interface ChooserProps {
  readonly active: boolean;
  readonly open: ReturnType<typeof useMachines>["open"];
}

function Chooser({ active, open }: ChooserProps) {
  const [catalogue, setCatalogue] = useState<Catalogue>();
  const [options, setOptions] = useState(() => readUrlState(location.search).options);
  const dropped = useDroppedFiles(active);
  const linked = useRef(readUrlState(location.search).guest);

  useEffect(() => {
    let current = true;
    void loadCatalogue().then((loaded) => current && setCatalogue(loaded));
    return () => {
      current = false;
    };
  }, []);

  useEffect(() => {
    if (!catalogue) return;
    const guest = catalogue.guests.find(({ id }) => id === linked.current);
    linked.current = undefined;
    if (guest) open(guestSpec(guest, options));
  }, [catalogue, open, options]);

  return (
    <div data-dragging={dropped.active || undefined} className={styles.choices}>
      <p className={styles.lead}>
        Boot a real machine in this tab: an Arm or x86 CPU, its MMU, interrupt controllers and timers run in
        WebAssembly, under libsel4vm in TypeScript. Nothing leaves your browser.
      </p>
      {catalogue?.notes.map((note) => (
        <p key={note} role="note" className={styles.note}>
          {note}
        </p>
      ))}
      {catalogue ? (
        <GuestPicker
          guests={catalogue.guests}
          onChoose={(guest) => {
            history.replaceState(null, "", location.pathname + writeUrlState({ guest: guest.id, options }));
            open(guestSpec(guest, options));
          }}
        />
      ) : (
        <p>Listing the guests…</p>
      )}
      <OwnImageForm
        dropped={dropped.files}
        options={options}
        onOptions={setOptions}
        onStart={(image) => open(ownSpec(image, options))}
      />
    </div>
  );
}
