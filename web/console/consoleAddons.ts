/** The terminal with its addons, as every serial port of the page gets it. */
import { ClipboardAddon, type ClipboardSelectionType, type IClipboardProvider } from "@xterm/addon-clipboard";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { SerializeAddon } from "@xterm/addon-serialize";
import { WebLinksAddon } from "@xterm/addon-web-links";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";

export interface ConsoleTerminal {
  readonly terminal: Terminal;
  readonly fit: FitAddon;
  readonly search: SearchAddon;
  readonly serialize: SerializeAddon;
}

/** A guest may ask for the clipboard (OSC 52): it may neither read nor write it. */
class ClosedClipboard implements IClipboardProvider {
  readText(_selection: ClipboardSelectionType): string {
    return "";
  }
  writeText(_selection: ClipboardSelectionType, _text: string): void {}
}

/** Opens http and https links only, in a new tab that cannot reach this one, and only when the visitor agrees. */
function openLink(_event: MouseEvent, uri: string): void {
  if (!/^https?:\/\//.test(uri)) return;
  if (window.confirm(`The guest printed this address. Open it?\n\n${uri}`))
    window.open(uri, "_blank", "noopener,noreferrer");
}

/** A terminal in `element`; drawn by WebGL where that works, by the DOM elsewhere. */
export function openTerminal(element: HTMLElement): ConsoleTerminal {
  const terminal = new Terminal({
    fontFamily: 'ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace',
    fontSize: 14,
    scrollback: 10_000,
    cursorBlink: false,
    macOptionIsMeta: true,
    linkHandler: { activate: openLink },
    theme: { background: "#101418", foreground: "#e3e6e8", cursor: "#8fd3c7", selectionBackground: "#3b5a7a" },
  });
  const fit = new FitAddon();
  const search = new SearchAddon();
  const serialize = new SerializeAddon();
  terminal.loadAddon(fit);
  terminal.loadAddon(search);
  terminal.loadAddon(serialize);
  terminal.loadAddon(new WebLinksAddon(openLink));
  terminal.loadAddon(new ClipboardAddon(undefined, new ClosedClipboard()));
  terminal.open(element);
  drawWithWebgl(terminal);
  fit.fit();
  return { terminal, fit, search, serialize };
}

/** The DOM renderer is there already; a lost or missing WebGL context leaves it in charge. */
function drawWithWebgl(terminal: Terminal): void {
  try {
    const webgl = new WebglAddon();
    webgl.onContextLoss(() => webgl.dispose());
    terminal.loadAddon(webgl);
  } catch {
    terminal.element?.setAttribute("data-renderer", "dom");
  }
}
