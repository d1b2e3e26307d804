import "@xterm/xterm/css/xterm.css";
import { useCallback, useEffect, useRef, useState } from "react";
import type { VmHandle } from "../../lib-ts/index.ts";
import { Button } from "../ui/Button.tsx";
import { type ConsoleTerminal, openTerminal } from "./consoleAddons.ts";
import { SearchBar } from "./SearchBar.tsx";
import styles from "./SerialConsole.module.css";

interface SerialConsoleProps {
  readonly vm: VmHandle;
  readonly label: string;
  /** A hidden console keeps its terminal, so that nothing is lost while another tab is in front. */
  readonly visible: boolean;
  readonly screenReader: boolean;
}

/** The guest's serial port as a terminal: it fills its space and has the focus when it comes into view. */
export function SerialConsole({ vm, label, visible, screenReader }: SerialConsoleProps) {
  const element = useRef<HTMLDivElement>(null);
  const consoleRef = useRef<ConsoleTerminal>(null);
  const leave = useRef<HTMLButtonElement>(null);
  const [searching, setSearching] = useState(false);
  const [note, setNote] = useState("");

  useEffect(() => {
    if (!element.current) return;
    const opened = openTerminal(element.current);
    consoleRef.current = opened;
    const disconnect = connect(vm, opened, {
      copy: () => void copy(opened).then(setNote),
      paste: () => void paste(opened).then(setNote),
      search: () => setSearching(true),
      leave: () => leave.current?.focus(),
    });
    const observer = new ResizeObserver(() => element.current?.offsetParent && opened.fit.fit());
    observer.observe(element.current);
    return () => {
      observer.disconnect();
      disconnect();
      opened.terminal.dispose();
    };
  }, [vm]);

  useEffect(() => {
    if (consoleRef.current) consoleRef.current.terminal.options.screenReaderMode = screenReader;
  }, [screenReader]);

  useEffect(() => {
    if (visible) consoleRef.current?.terminal.focus();
  }, [visible]);

  const closeSearch = useCallback(() => {
    setSearching(false);
    consoleRef.current?.search.clearDecorations();
    consoleRef.current?.terminal.focus();
  }, []);

  return (
    <section className={styles.console} aria-label={label} hidden={!visible}>
      <div className={styles.actions}>
        <span className={styles.hint}>
          <kbd>Ctrl</kbd>+<kbd>Shift</kbd>+<kbd>C</kbd>/<kbd>V</kbd> copy, paste · <kbd>F</kbd> search · <kbd>Esc</kbd>{" "}
          leave
        </span>
        <span className={styles.note} role="status">
          {note}
        </span>
        <Button ref={leave} onClick={() => consoleRef.current && void copyAny(consoleRef.current).then(setNote)}>
          Copy
        </Button>
        <Button onClick={() => consoleRef.current && void paste(consoleRef.current).then(setNote)}>Paste</Button>
        <Button onClick={() => setSearching(true)}>Search</Button>
        <Button onClick={() => consoleRef.current && saveScrollback(consoleRef.current, label)}>Save text</Button>
      </div>
      {searching ? <SearchBar search={() => consoleRef.current?.search} onClose={closeSearch} /> : null}
      <div ref={element} className={styles.terminal} />
    </section>
  );
}

interface Shortcuts {
  readonly copy: () => void;
  readonly paste: () => void;
  readonly search: () => void;
  /** Takes the keyboard out of the terminal, which otherwise keeps every key for the guest. */
  readonly leave: () => void;
}

/** Joins a machine's serial port and a terminal. @returns undoes it */
function connect(vm: VmHandle, { terminal }: ConsoleTerminal, shortcuts: Shortcuts): () => void {
  const stop = vm.console.onData((bytes, done) => terminal.write(bytes, done));
  const typed = terminal.onData((text) => vm.console.write(text));
  const binary = terminal.onBinary((text) => vm.console.write(Uint8Array.from(text, (char) => char.charCodeAt(0))));
  terminal.attachCustomKeyEventHandler((event) => {
    const action = shortcutOf(event);
    if (!action) return true;
    event.preventDefault();
    shortcuts[action]();
    return false;
  });
  return () => {
    stop();
    typed.dispose();
    binary.dispose();
  };
}

/** Keys that are the page's: all with Ctrl (or Cmd) and Shift, so that the guest loses none. */
function shortcutOf(event: KeyboardEvent): keyof Shortcuts | undefined {
  if (event.type !== "keydown" || !event.shiftKey || !(event.ctrlKey || event.metaKey)) return undefined;
  const actions = { KeyC: "copy", KeyV: "paste", KeyF: "search", Escape: "leave" } as const;
  return actions[event.code as keyof typeof actions];
}

const CLIPBOARD_REFUSED = "the browser keeps the clipboard closed to this page";

/** Types the clipboard's text, marked as a paste where the guest has asked for that. @returns what went wrong */
async function paste({ terminal }: ConsoleTerminal): Promise<string> {
  try {
    terminal.paste(await navigator.clipboard.readText());
    terminal.focus();
    return "";
  } catch {
    return CLIPBOARD_REFUSED;
  }
}

/** Puts what is selected into the clipboard. @returns what went wrong */
async function copy({ terminal }: ConsoleTerminal): Promise<string> {
  try {
    await navigator.clipboard.writeText(terminal.getSelection());
    return "";
  } catch {
    return CLIPBOARD_REFUSED;
  }
}

/** The same; everything where nothing is selected. */
function copyAny(console: ConsoleTerminal): Promise<string> {
  if (!console.terminal.hasSelection()) console.terminal.selectAll();
  return copy(console);
}

/** The whole scroll-back as a text file. */
function saveScrollback({ serialize }: ConsoleTerminal, label: string): void {
  const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]*[A-Za-z]`, "g");
  const text = serialize.serialize().replace(escapes, "").replace(/\r\n/g, "\n");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${label.replace(/\W+/g, "-").toLowerCase()}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}
