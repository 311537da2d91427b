// An item of the catalogue in words.
import type { CatalogueItem } from "../api/declared";
import { text } from "../text";
import { words } from "../ui/format";

const t = text.catalogue;

export function forWhom({ entitlement }: CatalogueItem): string {
  const parts = [...(entitlement?.roles ?? []).map(words), entitlement?.scope ?? ""].filter(Boolean);
  return parts.join(", ") || t.everybody;
}

export function approvalWords({ approval }: CatalogueItem): string {
  if (!approval) return t.nobody;
  return t.votes(
    approval.votes ?? 1,
    [...(approval.accounts ?? []), ...(approval.roles ?? []).map(words)].join(", "),
  );
}
