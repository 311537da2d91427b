// One of one's own: how it stands, what happened, what is asked of one, and a word to those who work on it.
import { Badge } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { OwnEntry, OwnRecord } from "../api/portal";
import { Problem } from "../api/problem";
import { text } from "../text";
import { AnchorLink, ButtonLink } from "../ui/links";
import { sessionQuery } from "../ui/queries";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { OwnFiles } from "./OwnFiles";
import { OwnNote } from "./OwnNote";
import classes from "./Portal.module.css";
import { Part, PortalPage } from "./PortalPage";
import { offeredQuery, ownQuery } from "./queries";
import { answerWords } from "./questions";
import { SurveyForm } from "./SurveyForm";

const route = getRouteApi("/portal/mine/$key");
const t = text.portal.record;

export function OwnRecordPage() {
  const { key } = route.useParams();
  const record = useQuery(ownQuery(key));
  if (record.error instanceof Problem && record.error.status === 404)
    return (
      <PortalPage title={t.missing}>
        <EmptyState
          title={key}
          action={
            <ButtonLink to="/portal/mine" search={{}} size="md">
              {t.back}
            </ButtonLink>
          }
        >
          {t.missingAbout}
        </EmptyState>
      </PortalPage>
    );
  return (
    <PortalPage
      title={record.data?.title ?? key}
      about={record.data ? <Facts record={record.data} /> : undefined}
    >
      <Loaded answer={record} rows={10}>
        {(found) => <Shown key={found.key} record={found} />}
      </Loaded>
    </PortalPage>
  );
}

function Facts({ record }: { record: OwnRecord }) {
  return (
    <>
      <Badge
        component="span"
        size="lg"
        color={record.phase === "open" ? "orange" : "gray"}
        variant="outline"
        data-testid="own-state"
      >
        {record.state_label}
      </Badge>{" "}
      {text.portal.mine.kinds[record.practice] ?? record.practice} {record.key} · {t.opened}{" "}
      <Time at={record.opened_at} />
      {record.delivery_due && (
        <>
          {" "}
          · {t.due} {day(record.delivery_due)}
        </>
      )}
    </>
  );
}

function Shown({ record }: { record: OwnRecord }) {
  return (
    <>
      {record.survey_open && <SurveyForm id={record.key} />}
      {record.item && <Answers record={record} />}
      {record.description && (
        <Part title={t.said}>
          <p className={classes.card} style={{ margin: 0, whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
            {record.description}
          </p>
        </Part>
      )}
      {record.tasks.length > 0 && (
        <Part title={t.tasks}>
          <ul className={classes.lines}>
            {record.tasks.map((task, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a plan's tasks keep their order
              <li key={index} className={classes.line}>
                <span className={classes.lineWords}>{task.title}</span>
                <span className={classes.state}>{t.taskStates[task.state] ?? task.state}</span>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part title={t.happened}>
        {record.entries.length === 0 && <p className={classes.about}>{t.nothing}</p>}
        {record.entries.map((entry) => (
          <Entry key={entry.id} entry={entry} />
        ))}
      </Part>
      <OwnFiles id={record.key} over={record.phase === "closed"} />
      {record.phase === "closed" ? (
        <p className={classes.about}>{t.over}</p>
      ) : (
        <OwnNote key={record.key} id={record.key} />
      )}
    </>
  );
}

/** What was asked for, as it was called then, with the answers; it leads on where it may still be asked for. */
function Answers({ record }: { record: OwnRecord }) {
  const { item, answers } = record;
  const offered = useQuery(offeredQuery).data?.some((each) => each.name === item?.name);
  return (
    <Part title={t.answers}>
      <div className={classes.card}>
        {item && (
          <p style={{ margin: 0 }}>
            {t.item}{" "}
            {offered ? (
              <AnchorLink to="/portal/catalogue/$name" params={{ name: item.name }} search={{}}>
                {item.title}
              </AnchorLink>
            ) : (
              item.title
            )}
          </p>
        )}
        {answers.length > 0 && (
          <dl className={classes.facts} style={{ marginTop: "0.5rem" }}>
            {answers.map(({ name, title, value }) => (
              <div key={name}>
                <dt>{title}</dt>
                <dd>{answerWords(value)}</dd>
              </div>
            ))}
          </dl>
        )}
      </div>
    </Part>
  );
}

function Entry({ entry }: { entry: OwnEntry }) {
  const me = useQuery(sessionQuery).data?.account?.name;
  const gone = entry.kind === "attachment" && entry.text === "";
  const said = gone ? t.fileGone : (t.entries[entry.kind] ?? entry.kind);
  const head = entry.state ? t.now(entry.state) : said;
  return (
    <article className={classes.entry}>
      <b>{head}</b>{" "}
      <span className={classes.small}>
        {entry.by === me ? t.you : entry.by} · <Time at={entry.occurred_at} />
      </span>
      {entry.text && <p>{entry.text}</p>}
    </article>
  );
}

function day(date: string): string {
  return new Date(date).toLocaleDateString("en-GB", { day: "numeric", month: "short", year: "numeric" });
}
