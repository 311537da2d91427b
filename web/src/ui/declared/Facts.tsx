// What a document says, as terms with their values.
import type { ReactNode } from "react";
import records from "../../records/Records.module.css";

export function Facts({ facts }: { facts: [string, ReactNode][] }) {
  return (
    <dl style={{ margin: 0 }}>
      {facts.map(([label, value]) => (
        <div key={label} className={records.value}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
