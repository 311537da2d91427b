// Several CIs pasted at once.

const MOST = 50;

/** The entries of a pasted text: one a line, or separated by commas, semicolons, tabs. One entry is no list. */
export function pastedEntries(text: string): string[] {
  const parts = text
    .split(/[\n\r,;\t]+/)
    .map((part) => part.trim().replaceAll(/^["']|["']$/g, ""))
    .filter(Boolean);
  return [...new Set(parts)].slice(0, MOST);
}
