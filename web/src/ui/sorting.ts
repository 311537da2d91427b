// How a list is sorted: fields with a comma between them, a minus before what descends.
type Sorting = { field: string; descending: boolean };

export function sortingOf(sort: string | undefined): Sorting {
  const first = (sort ?? "name").split(",")[0] ?? "name";
  return { field: first.replace(/^-/, ""), descending: first.startsWith("-") };
}

/** Clicked once ascending, twice descending. */
export function sortedBy(sort: string | undefined, field: string): string {
  const now = sortingOf(sort);
  return now.field === field && !now.descending ? `-${field}` : field;
}
