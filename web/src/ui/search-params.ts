// The address: plain words, no quoting, so that people can read and write it.

export type RawSearch = Record<string, unknown>;

export function parseSearch(query: string): RawSearch {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: RawSearch): string {
  const said = Object.entries(search).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  const readable = text.replaceAll("%2C", ",").replaceAll("%3A", ":");
  return readable ? `?${readable}` : "";
}

/** A text parameter; empty is absent. */
export function textIn(search: RawSearch, name: string): string | undefined {
  const value = search[name];
  if (value === undefined || value === null || value === "") return undefined;
  return String(value);
}

/** One of a few words; anything else is absent. */
export function choiceIn<T extends string>(
  search: RawSearch,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = textIn(search, name);
  return choices.find((choice) => choice === value);
}

/** Keys separated by commas; a comma or per cent sign inside a key is written %2C or %25. */
export function listOf(value: string | undefined): string[] {
  if (!value) return [];
  return value
    .split(",")
    .map((part) => part.trim().replaceAll("%2C", ",").replaceAll("%25", "%"))
    .filter(Boolean);
}

export function listText(items: readonly string[]): string | undefined {
  return items.map((item) => item.replaceAll("%", "%25").replaceAll(",", "%2C")).join(",") || undefined;
}
