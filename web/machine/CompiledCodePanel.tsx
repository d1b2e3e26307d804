import { useCallback, useState } from "react";
import { type CompiledCode, type HotRegion, listCode, type VmHandle } from "../../lib-ts/index.ts";
import { Button } from "../ui/Button.tsx";
import { formatAddress, formatBytes, formatRate } from "../vm/format.ts";
import styles from "./CompiledCodePanel.module.css";

interface PanelProps {
  readonly vm: VmHandle;
  readonly compiled: CompiledCode;
}

/** What of the guest's code runs as WebAssembly: figures, the regions entered most, and a note where the host compiles none. */
export function CompiledCodePanel({ vm, compiled }: PanelProps) {
  const [open, setOpen] = useState(false);
  const [regions, setRegions] = useState<readonly HotRegion[]>([]);
  // A machine that is gone has no regions to show.
  const look = useCallback(() => void vm.hotRegions().then(setRegions, () => setRegions([])), [vm]);
  const toggled = (nowOpen: boolean) => {
    setOpen(nowOpen);
    if (nowOpen) look();
  };
  return (
    <>
      {compiled.refused === undefined ? null : (
        <p role="note" className={styles.note}>
          This browser compiles no guest code ({compiled.refused}): the guest runs on in the interpreter, more slowly.
        </p>
      )}
      <details className={styles.panel} onToggle={(event) => toggled(event.currentTarget.open)}>
        <summary>Compiled code: {compiled.regions.toLocaleString("en")} regions</summary>
        {open ? <Inside compiled={compiled} regions={regions} look={look} /> : null}
      </details>
    </>
  );
}

interface InsideProps {
  readonly compiled: CompiledCode;
  readonly regions: readonly HotRegion[];
  readonly look: () => void;
}

function Inside({ compiled, regions, look }: InsideProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.inside} aria-label="Compiled code" tabIndex={0}>
      <dl>
        <Figure term="Tier">hot code compiled, the rest interpreted</Figure>
        <Figure term="Modules">{compiled.modules.toLocaleString("en")}</Figure>
        <Figure term="Wasm">{formatBytes(compiled.liveBytes)}</Figure>
        <Figure term="Time to compile">{compiled.compileMs.toLocaleString("en")} ms</Figure>
      </dl>
      <h3>Entered most</h3>
      <Button onClick={look}>Look again</Button>
      <ol>
        {regions.map((region) => (
          <li key={region.pc}>
            <Region region={region} />
          </li>
        ))}
      </ol>
    </section>
  );
}

function Figure({ term, children }: { readonly term: string; readonly children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Region({ region }: { readonly region: HotRegion }) {
  const { pc, form, entries, bytes, code } = region;
  const shape = `${code.length} ${code.length === 1 ? "block" : "blocks"}, ${form} form`;
  return (
    <details>
      <summary>
        <code>{formatAddress(pc)}</code> {formatRate(entries)} entries, {shape}, {formatBytes(bytes)}
      </summary>
      <pre>{code.map(disassembled).join("\n\n")}</pre>
    </details>
  );
}

function disassembled({ pc, bytes, encoding }: HotRegion["code"][number]): string {
  return listCode(bytes, pc, encoding)
    .map(({ address, text }) => `${formatAddress(address)}  ${text}`)
    .join("\n");
}
