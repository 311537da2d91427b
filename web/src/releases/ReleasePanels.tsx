// A release: the changes that it is made of, its environments with their deployments, and its verification.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { EnvironmentsPart } from "./EnvironmentsPart";
import { PackagePart } from "./PackagePart";
import { packageQuery, verificationQuery } from "./queries";
import classes from "./Releases.module.css";
import { VerificationPart } from "./VerificationPart";

const t = text.releases;

type Props = { record: RecordDetail; writable: boolean };

export function ReleasePanels({ record, writable }: Props) {
  const asOf = useAsOf();
  if (asOf) return <Text size="sm">{t.past}</Text>;
  return <Now record={record} writable={writable} />;
}

function Now({ record, writable }: Props) {
  const found = useQuery(packageQuery(record.key));
  const verified = useQuery(verificationQuery(record.key));
  // What stands below keeps its place while this is worked out.
  const waiting = found.isPending || verified.isPending;
  return (
    <div className={classes.stack} style={waiting ? { minHeight: "82vh" } : undefined}>
      <Loaded answer={found} rows={8}>
        {(answer) => (
          <>
            <Panel title={t.environments.title}>
              <EnvironmentsPart environments={answer.environments} />
            </Panel>
            <PackagePart record={record} found={answer} writable={writable} />
          </>
        )}
      </Loaded>
      <Panel title={t.verification.title}>
        <Loaded answer={verified} rows={5}>
          {(answer) => <VerificationPart found={answer} />}
        </Loaded>
      </Panel>
    </div>
  );
}
