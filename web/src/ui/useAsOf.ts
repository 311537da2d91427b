// The moment that the client shows: now (undefined), or a chosen past that stands in the address.
import { useSearch } from "@tanstack/react-router";

export function useAsOf(): string | undefined {
  return useSearch({ strict: false, select: (search) => search.as_of });
}
