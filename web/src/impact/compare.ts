// Two answers laid side by side.
import type { Impact } from "../api/shapes";
import { byState, type StateName, stateName } from "../ui/state";

export type Compared = {
  key: string;
  name: string;
  a: StateName;
  b: StateName;
  differs: boolean;
  service: boolean;
};

/** Each CI that either answer names, services first, then the worst state, then the name. */
export function compared(a: Impact, b: Impact): Compared[] {
  const left = statesIn(a);
  const right = statesIn(b);
  const services = new Set([...a.services, ...b.services].map((service) => service.key));
  const rows = [...new Set([...left.keys(), ...right.keys()])].map((key): Compared => {
    const stateA = left.get(key)?.state ?? "ok";
    const stateB = right.get(key)?.state ?? "ok";
    const name = left.get(key)?.name ?? right.get(key)?.name ?? key;
    return { key, name, a: stateA, b: stateB, differs: stateA !== stateB, service: services.has(key) };
  });
  return rows.sort(
    (x, y) =>
      Number(y.service) - Number(x.service) || byState(worst(x), worst(y)) || x.name.localeCompare(y.name),
  );
}

function worst(row: Compared): StateName {
  return byState(row.a, row.b) <= 0 ? row.a : row.b;
}

function statesIn(answer: Impact): Map<string, { name: string; state: StateName }> {
  const states = new Map<string, { name: string; state: StateName }>();
  for (const risk of answer.at_risk) {
    states.set(risk.key, { name: answer.names[risk.key] ?? risk.key, state: "at_risk" });
  }
  for (const hit of [...answer.cis, ...answer.services]) {
    states.set(hit.key, { name: hit.name, state: stateName(hit.state) });
  }
  return states;
}
