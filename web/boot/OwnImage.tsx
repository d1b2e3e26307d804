import { type FormEvent, useState } from "react";
import { canShareMemory, type GuestArchitecture } from "../../lib-ts/index.ts";
import { Button } from "../ui/Button.tsx";
import { ARCHITECTURE_NAMES, type MachineOptions, type OwnImage } from "../vm/types.ts";
import styles from "./OwnImage.module.css";

interface OwnImageFormProps {
  /** Files that were dropped on the page, by the part they look like. */
  readonly dropped: Partial<Record<"kernel" | "initrd" | "dtb", File>>;
  readonly options: MachineOptions;
  readonly onOptions: (options: MachineOptions) => void;
  readonly onStart: (image: OwnImage) => void;
}

/** What each architecture's machine starts, and the command line that puts a Linux console on its serial port. */
const KERNELS: Record<GuestArchitecture, { readonly hint: string; readonly commandLine: string }> = {
  aarch64: { hint: "An arm64 kernel Image.", commandLine: "console=ttyAMA0" },
  aarch32: { hint: "A 32-bit Arm zImage, Image or ELF kernel, or firmware.", commandLine: "console=ttyAMA0" },
  ia32: { hint: "A 32-bit x86 bzImage, an ELF or multiboot kernel, or a ROM.", commandLine: "console=ttyS0" },
};

/** A machine with the visitor's own kernel, initrd, device tree and command line. */
export function OwnImageForm({ dropped, options, onOptions, onStart }: OwnImageFormProps) {
  const [chosen, setChosen] = useState<Partial<Record<"kernel" | "initrd" | "dtb", File>>>({});
  const [architecture, setArchitecture] = useState<GuestArchitecture>("aarch64");
  const [ownLine, setOwnLine] = useState<string>();
  const commandLine = ownLine ?? KERNELS[architecture].commandLine;
  const files = { ...dropped, ...chosen };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { kernel, initrd, dtb } = files;
    if (kernel) onStart({ architecture, kernel, initrd, dtb: architecture === "ia32" ? undefined : dtb, commandLine });
  };
  const choose = (part: "kernel" | "initrd" | "dtb", file: File | undefined) =>
    setChosen((before) => ({ ...before, [part]: file }));

  return (
    <form className={styles.form} onSubmit={submit} aria-labelledby="own-image">
      <h2 id="own-image">Your own image</h2>
      <ArchitectureField value={architecture} onChange={setArchitecture} />
      <p className={styles.hint}>{KERNELS[architecture].hint} Choose files, or drop them anywhere on the page.</p>
      <FileField label="Kernel" required file={files.kernel} onFile={(file) => choose("kernel", file)} />
      <FileField label="Initial RAM disk" file={files.initrd} onFile={(file) => choose("initrd", file)} />
      {architecture !== "ia32" ? (
        <FileField label="Device tree" file={files.dtb} onFile={(file) => choose("dtb", file)} />
      ) : null}
      <label className={styles.field}>
        <span>Command line</span>
        <input type="text" value={commandLine} onChange={(event) => setOwnLine(event.target.value)} />
      </label>
      <OptionFields options={options} onOptions={onOptions} />
      <Button type="submit" tone="primary" disabled={!files.kernel}>
        Start this image
      </Button>
    </form>
  );
}

interface ArchitectureFieldProps {
  readonly value: GuestArchitecture;
  readonly onChange: (architecture: GuestArchitecture) => void;
}

function ArchitectureField({ value, onChange }: ArchitectureFieldProps) {
  return (
    <label className={styles.field}>
      <span>Architecture</span>
      <select value={value} onChange={(event) => onChange(event.target.value as GuestArchitecture)}>
        {Object.entries(ARCHITECTURE_NAMES).map(([architecture, name]) => (
          <option key={architecture} value={architecture}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface FileFieldProps {
  readonly label: string;
  readonly required?: boolean;
  readonly file: File | undefined;
  readonly onFile: (file: File | undefined) => void;
}

function FileField({ label, required = false, file, onFile }: FileFieldProps) {
  return (
    <label className={styles.field}>
      <span>
        {label}
        {required ? "" : " (optional)"}
      </span>
      <input type="file" onChange={(event) => onFile(event.target.files?.[0])} />
      <span className={styles.chosen}>{file ? `${file.name} will be used` : ""}</span>
    </label>
  );
}

interface OptionFieldsProps {
  readonly options: MachineOptions;
  readonly onOptions: (options: MachineOptions) => void;
}

/** Memory, vCPUs, clock and threads: they hold for every machine that is started next. */
export function OptionFields({ options, onOptions }: OptionFieldsProps) {
  return (
    <fieldset className={styles.options}>
      <legend>Machine</legend>
      <label>
        Memory{" "}
        <select
          value={options.memoryMiB}
          onChange={(event) => onOptions({ ...options, memoryMiB: Number(event.target.value) })}
        >
          {[64, 128, 256, 512, 1024].map((size) => (
            <option key={size} value={size}>
              {size} MiB
            </option>
          ))}
        </select>
      </label>
      <label>
        vCPUs{" "}
        <select
          value={options.vcpus}
          onChange={(event) => onOptions({ ...options, vcpus: Number(event.target.value) })}
        >
          {[1, 2, 4, 8].map((count) => (
            <option key={count} value={count}>
              {count}
            </option>
          ))}
        </select>
      </label>
      <label>
        Clock{" "}
        <select
          value={options.clock}
          onChange={(event) =>
            onOptions({ ...options, clock: event.target.value === "deterministic" ? "deterministic" : "real" })
          }
        >
          <option value="real">real time</option>
          <option value="deterministic">deterministic</option>
        </select>
      </label>
      <ParallelField options={options} onOptions={onOptions} />
    </fieldset>
  );
}

function ParallelField({ options, onOptions }: OptionFieldsProps) {
  const possible = canShareMemory();
  return (
    <label>
      <input
        type="checkbox"
        checked={options.parallel && possible}
        disabled={!possible}
        onChange={(event) => onOptions({ ...options, parallel: event.target.checked })}
      />{" "}
      {possible
        ? "A thread for each vCPU (Arm guests, real time)"
        : "A thread for each vCPU: this server does not isolate the page (COOP and COEP headers)"}
    </label>
  );
}
