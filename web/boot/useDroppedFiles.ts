import { useEffect, useState } from "react";

export type ImagePart = "kernel" | "initrd" | "dtb";

/** The part of a machine that a file looks like, by its name. */
export function partOf(name: string): ImagePart {
  const lower = name.toLowerCase();
  if (/\.dtb$/.test(lower)) return "dtb";
  return /initr|\.cpio|ramdisk/.test(lower) ? "initrd" : "kernel";
}

/** Files dropped anywhere on the page; `active` while something is dragged over it. */
export function useDroppedFiles(enabled: boolean): { files: Partial<Record<ImagePart, File>>; active: boolean } {
  const [files, setFiles] = useState<Partial<Record<ImagePart, File>>>({});
  const [active, setActive] = useState(false);
  useEffect(() => {
    if (!enabled) return;
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      setActive(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setActive(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setActive(false);
      const dropped = Object.fromEntries(
        [...(event.dataTransfer?.files ?? [])].map((file) => [partOf(file.name), file]),
      );
      setFiles((before) => ({ ...before, ...dropped }));
    };
    window.addEventListener("dragover", over);
    window.addEventListener("dragleave", leave);
    window.addEventListener("drop", drop);
    return () => {
      window.removeEventListener("dragover", over);
      window.removeEventListener("dragleave", leave);
      window.removeEventListener("drop", drop);
    };
  }, [enabled]);
  return { files, active };
}
