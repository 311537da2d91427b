// What an incident's page has beyond every record: who takes it over, and what is known around it.
import { useQuery } from "@tanstack/react-query";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { EscalationBar } from "./EscalationBar";
import { CausesPart, ChangesPart, HitPart } from "./EvidenceParts";
import classes from "./Incidents.module.css";
import { evidenceQuery } from "./queries";
import { ArticlesPart, SimilarParts } from "./SimilarParts";

type Props = { record: RecordDetail; writable: boolean };

export function IncidentPanels({ record, writable }: Props) {
  const asOf = useAsOf();
  const evidence = useQuery({ ...evidenceQuery(record.key), enabled: !asOf });
  const effect = record.attributes.effect === "degraded" ? "degraded" : "down";
  return (
    <div className={classes.stack}>
      <EscalationBar record={record} writable={writable} />
      {!asOf && (
        <Panel title={text.incidents.evidence}>
          {/* What stands below keeps its place while this is worked out. */}
          <div style={evidence.isPending ? { minHeight: 430 } : undefined}>
            <Loaded answer={evidence} rows={8}>
              {(found) => (
                <div className={classes.grid}>
                  <HitPart evidence={found} effect={effect} />
                  <CausesPart evidence={found} />
                  <ChangesPart evidence={found} />
                  <SimilarParts evidence={found} />
                  <ArticlesPart evidence={found} />
                </div>
              )}
            </Loaded>
          </div>
        </Panel>
      )}
    </div>
  );
}
