// Files out of the clipboard: a screenshot is pasted where a page takes files.
import { useEffect, useRef } from "react";

export function usePastedFiles(take: (files: File[]) => void, takes = true) {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    if (!takes) return;
    const paste = (event: ClipboardEvent) => {
      const files = Array.from(event.clipboardData?.files ?? []);
      // Words copied out of an office program come with a picture of themselves; the words are meant.
      if (files.length === 0 || event.clipboardData?.types.includes("text/plain")) return;
      event.preventDefault();
      latest.current(files.map((file) => named(file, new Date())));
    };
    window.addEventListener("paste", paste);
    return () => window.removeEventListener("paste", paste);
  }, [takes]);
}

/** What browsers call `image.png` gets a name that tells it from the next one. */
export function named(file: File, now: Date): File {
  const picture = /^image\.(png|jpe?g|gif|webp)$/i.exec(file.name);
  if (!picture) return file;
  const moment = now.toISOString().slice(0, 19).replace("T", " ").replaceAll(":", ".");
  return new File([file], `Screenshot ${moment}.${picture[1]}`, { type: file.type });
}
