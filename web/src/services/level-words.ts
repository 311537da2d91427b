// Figures of a service level as people read them.
import type { ErrorBudget } from "../api/levels";
import { text } from "../text";
import { duration, number } from "../ui/format";

const t = text.services.level;

/** A share of the time as a percentage; what is not whole is never rounded up to 100 %. */
export function availabilityFigure(share: number): string {
  const shown = number(Math.floor(share * 1e5 + 1e-6) / 1e3, 3);
  return `${shown} %`;
}

export function budgetWords(budget: ErrorBudget): string {
  const allowed = duration(budget.allowed_s);
  return budget.left_s < 0
    ? t.overspent(duration(-budget.left_s), allowed)
    : t.left(duration(budget.left_s), allowed);
}

/** Which share of the error budget is spent, from 0 to 1; nothing allowed is spent wholly by anything. */
export function spentShare(budget: ErrorBudget): number {
  if (budget.allowed_s <= 0) return budget.spent_s > 0 ? 1 : 0;
  return Math.min(1, budget.spent_s / budget.allowed_s);
}
