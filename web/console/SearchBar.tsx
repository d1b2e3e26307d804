import type { SearchAddon } from "@xterm/addon-search";
import { type FormEvent, useState } from "react";
import { Button } from "../ui/Button.tsx";
import styles from "./SerialConsole.module.css";

interface SearchBarProps {
  readonly search: () => SearchAddon | undefined;
  readonly onClose: () => void;
}

/** Finds text in the scroll-back: Enter for the next older match, Escape to go back to the guest. */
export function SearchBar({ search, onClose }: SearchBarProps) {
  const [text, setText] = useState("");
  const [found, setFound] = useState(true);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setFound(search()?.findPrevious(text) ?? false);
  };
  return (
    <search>
      <form className={styles.search} onSubmit={submit} onKeyDown={(event) => event.key === "Escape" && onClose()}>
        <label>
          Search the console {/* biome-ignore lint/a11y/noAutofocus: the visitor has just asked for this field */}
          <input type="search" autoFocus value={text} onChange={(event) => setText(event.target.value)} />
        </label>
        <Button type="submit">Find</Button>
        <Button onClick={onClose}>Close</Button>
        <span role="status">{found ? "" : "not found"}</span>
      </form>
    </search>
  );
}
