// One record: what it is, what it concerns, what happened, and which steps lead on.
import { Badge, Button, Group } from "@mantine/core";
import { IconCopy, IconPencil } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Problem } from "../api/problem";
import type { Noun } from "../api/records";
import type { Practice, RecordDetail } from "../api/shapes";
import { ChangePanels } from "../changes/ChangePanels";
import { withoutDecisions } from "../changes/steps";
import { IncidentPanels } from "../incidents/IncidentPanels";
import { DeploymentPanel } from "../releases/DeploymentPanel";
import { ReleasePanels } from "../releases/ReleasePanels";
import { may } from "../session/may";
import { text } from "../text";
import { copyText } from "../ui/download";
import { useKeys } from "../ui/keys";
import { AnchorLink, ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Page, usePageTitle } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { UnauthorisedPanels } from "../unauthorised-changes/UnauthorisedPanels";
import { AttachmentsPanel } from "./AttachmentsPanel";
import { ClocksPanel } from "./ClocksPanel";
import { EditForm } from "./EditForm";
import { ImpactSentence } from "./ImpactSentence";
import { LinksPanel } from "./LinksPanel";
import { NoteBox } from "./NoteBox";
import { practicesQuery, recordQuery } from "./queries";
import { RecordFacts } from "./RecordFacts";
import classes from "./Records.module.css";
import { RecordTimeline } from "./RecordTimeline";
import { RecordValues } from "./RecordValues";
import { StepBar } from "./StepBar";
import { useRecordEdit } from "./useRecordEdit";
import { WatchersPanel } from "./WatchersPanel";

const route = getRouteApi("/$noun/$key");
const t = text.records.page;

export function RecordPage() {
  const { noun, key } = route.useParams();
  const asOf = useAsOf();
  const practices = useQuery(practicesQuery);
  const record = useQuery(recordQuery(noun as Noun, key, asOf));
  usePageTitle(record.data?.title ?? key);
  const practice = practices.data?.find((each) => each.noun === noun);
  if (practice && record.error instanceof Problem && record.error.status === 404)
    return <Missing noun={noun as Noun} practice={practice} id={key} />;
  return (
    <Loaded answer={practices} rows={12}>
      {() => (
        <Loaded answer={record} rows={12}>
          {(data) =>
            practice ? (
              <Shown key={data.key} noun={noun as Noun} practice={practice} record={data} />
            ) : (
              <EmptyState title={text.records.fields.unknownPractice} />
            )
          }
        </Loaded>
      )}
    </Loaded>
  );
}

function Missing({ noun, practice, id }: { noun: Noun; practice: Practice; id: string }) {
  return (
    <Page title={practice.plural} tab={id}>
      <EmptyState
        title={t.missing(id)}
        action={
          <ButtonLink to="/$noun" params={{ noun }} search={{}}>
            {t.back(practice.plural)}
          </ButtonLink>
        }
      >
        {t.missingAbout}
      </EmptyState>
    </Page>
  );
}

type Props = { noun: Noun; practice: Practice; record: RecordDetail };

function Shown({ noun, practice, record }: Props) {
  const asOf = useAsOf();
  const session = useQuery(sessionQuery).data;
  const writable = may(session, "record.write") && !asOf;
  const edit = useRecordEdit(noun, practice, record);
  const editing = edit.editing && writable;
  useKeys({ e: edit.start }, writable && !editing);
  const affected = record.links.filter((each) => each.role === "affects" && each.direction === "out");
  return (
    <Page
      tab={record.title}
      title={
        <Group gap="sm">
          <span style={{ overflowWrap: "anywhere" }}>{record.title}</span>
          <Badge color={record.phase === "open" ? "orange" : "gray"} variant="outline">
            {record.state_label}
          </Badge>
        </Group>
      }
      about={
        <Group gap="xs" component="span">
          <AnchorLink to="/$noun" params={{ noun }} search={{}}>
            {practice.plural}
          </AnchorLink>
          <Key id={record.key} />
        </Group>
      }
      actions={
        writable &&
        !editing && (
          <Button variant="default" leftSection={<IconPencil size={14} aria-hidden />} onClick={edit.start}>
            {t.edit}
          </Button>
        )
      }
    >
      <RecordFacts noun={noun} record={record} practice={practice} writable={writable} />
      {writable && <StepBar noun={noun} practice={practice} record={withoutDecisions(record)} />}
      {practice.name === "incident" && <IncidentPanels record={record} writable={writable} />}
      {practice.name === "release" && <ReleasePanels record={record} writable={writable} />}
      {practice.name === "deployment" && <DeploymentPanel record={record} writable={writable} />}
      {practice.name === "change" && <ChangePanels record={record} writable={writable} />}
      {practice.name === "unauthorised_change" && !asOf && (
        <UnauthorisedPanels record={record} writable={writable} />
      )}
      <div className={classes.columns}>
        <div className={classes.stack}>
          <Panel title={t.details} flush>
            {editing ? (
              <EditForm noun={noun} practice={practice} record={record} edit={edit} />
            ) : (
              <RecordValues record={record} practice={practice} />
            )}
          </Panel>
          <Panel title={text.records.timeline.title} flush>
            {writable && <NoteBox noun={noun} id={record.key} />}
            <RecordTimeline noun={noun} practice={practice} id={record.key} />
          </Panel>
        </div>
        <div className={classes.stack}>
          {affected.length > 0 && record.phase === "open" && (
            <Panel title={text.records.impact.title}>
              <ImpactSentence
                cis={affected.map((each) => each.key)}
                effect={record.attributes.effect === "degraded" ? "degraded" : "down"}
                asOf={asOf}
              />
            </Panel>
          )}
          <ClocksPanel clocks={record.clocks} />
          <LinksPanel noun={noun} practice={practice} record={record} writable={writable} />
          {!asOf && <AttachmentsPanel noun={noun} id={record.key} writable={writable} />}
          {!asOf && <WatchersPanel noun={noun} record={record} writable={writable} />}
        </div>
      </div>
    </Page>
  );
}

function Key({ id }: { id: string }) {
  return (
    <Button
      variant="subtle"
      size="compact-xs"
      color="gray"
      rightSection={<IconCopy size={12} aria-hidden />}
      aria-label={`${t.key}: ${id}`}
      onClick={async () => tell((await copyText(id)) ? text.ui.copied : text.ui.notCopied)}
    >
      <span className="mono">{id}</span>
    </Button>
  );
}
