// What CIs are called: from the answers that name them, and for the few others from the CIs themselves.
import { useQueries } from "@tanstack/react-query";
import { ciQuery } from "../ui/queries";

const MOST = 40;

export function useNames(keys: string[], known: Record<string, string>): (key: string) => string {
  const missing = [...new Set(keys)].filter((key) => !(key in known) && !key.startsWith("$")).slice(0, MOST);
  const found = useQueries({
    queries: missing.map((key) => ({ ...ciQuery(key, undefined), retry: false })),
  });
  const names = Object.fromEntries(missing.map((key, index) => [key, found[index]?.data?.name]));
  return (key) => known[key] ?? names[key] ?? key;
}
