// A deployment: who stands behind it, which names lead to no CI, and its version offered as a change.
import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RecordDetail } from "../api/shapes";
import { DraftButton } from "../changes/DraftButton";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import type { StateName } from "../ui/state";
import { Loaded } from "../ui/states";
import { versionPlanQuery } from "./queries";
import classes from "./Releases.module.css";
import { reasonWords } from "./reasons";

const t = text.releases.deployment;
const SHAPES: Record<string, StateName> = {
  by_change: "ok",
  by_release: "ok",
  unauthorised: "at_risk",
  not_needed: "none",
};

export function DeploymentPanel({ record, writable }: { record: RecordDetail; writable: boolean }) {
  const { authorisation, authorisation_reason: reason, unmatched, url } = record.attributes;
  const word = String(authorisation ?? "not_needed");
  return (
    <Panel title={t.title}>
      <div className={classes.stack}>
        <div>
          <StateMark state={SHAPES[word] ?? "unknown"} word={t.authorisations[word] ?? word} />
          {typeof reason === "string" && <Text size="sm">{reasonWords(reason)}</Text>}
        </div>
        {typeof url === "string" && (
          <Anchor size="sm" href={url} target="_blank" rel="noreferrer noopener">
            {t.run}
          </Anchor>
        )}
        {Array.isArray(unmatched) && unmatched.length > 0 && (
          <div>
            <h3 className={classes.heading}>{t.unmatched}</h3>
            <ul className={classes.reasons}>
              {unmatched.map((each) => (
                <li key={String(each)}>{String(each)}</li>
              ))}
            </ul>
          </div>
        )}
        {record.state === "succeeded" && writable && <Version id={record.key} />}
      </div>
    </Panel>
  );
}

function Version({ id }: { id: string }) {
  const plan = useQuery(versionPlanQuery(id));
  return (
    <div>
      <h3 className={classes.heading}>{t.version}</h3>
      <Loaded answer={plan} rows={1}>
        {(found) => (
          <div className={classes.line}>
            <Text size="sm">{found.edits === 0 ? t.same : t.offered(found.edits)}</Text>
            {found.edits > 0 && <DraftButton plan={found.plan} />}
          </div>
        )}
      </Loaded>
    </div>
  );
}
