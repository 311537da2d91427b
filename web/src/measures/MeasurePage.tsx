// One measure: its figure and what it means, its course, its groups, and the records behind it.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { Problem } from "../api/problem";
import { text } from "../text";
import { AnchorLink, ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { EmptyState, ErrorState, Waiting } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { Controls } from "./Controls";
import { CoursePanel } from "./CoursePanel";
import { FigurePanel } from "./FigurePanel";
import { GroupsPanel } from "./GroupsPanel";
import { InPast } from "./InPast";
import classes from "./Measures.module.css";
import { periodWords } from "./period";
import { measureGroupsQuery, measureQuery } from "./queries";
import { RecordsPanel } from "./RecordsPanel";
import { askedOf } from "./search";
import { groupsOf, useGroupNames } from "./useGroupNames";

const route = getRouteApi("/measures/$name");
const t = text.measures;

export function MeasurePage() {
  return useAsOf() ? <InPast /> : <Now />;
}

function Now() {
  const { name } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asked = askedOf(search);
  const answer = useQuery(measureQuery(name, asked));
  const groups = useQuery(measureGroupsQuery(name, asked));
  const known = groupsOf(groups.data ?? []);
  const nameOf = useGroupNames(asked.by, asked.group ? [...known, asked.group] : known);
  const measure = answer.data?.measure === name ? answer.data : undefined;
  const figure = measure?.items[0];
  if (answer.error instanceof Problem && answer.error.status === 404)
    return (
      <Page title={t.title}>
        <EmptyState
          title={t.unknown(name)}
          action={
            <ButtonLink to="/measures" search={{}} variant="default">
              {t.all}
            </ButtonLink>
          }
        >
          {t.unknownAbout}
        </EmptyState>
      </Page>
    );
  return (
    <Page
      title={measure?.label ?? t.title}
      about={
        <>
          <AnchorLink to="/measures" search={asked}>
            {t.all}
          </AnchorLink>
          {figure && ` · ${periodWords(figure.period)}`}
          {asked.by && asked.group && ` · ${t.dimensions[asked.by]}: ${nameOf(asked.group)}`}
        </>
      }
    >
      <Controls
        asked={asked}
        groups={known.map((value) => ({ value, label: nameOf(value) }))}
        change={(next) => navigate({ search: (now) => ({ ...now, ...next }), resetScroll: false })}
      />
      {answer.error != null && <ErrorState error={answer.error} retry={() => answer.refetch()} />}
      {!measure && !answer.error && (
        <div className="panel" style={{ padding: "0.75rem" }}>
          <Waiting rows={16} />
        </div>
      )}
      {measure && figure && !answer.error && (
        <div className={classes.columns} style={{ opacity: answer.isPlaceholderData ? 0.6 : 1 }}>
          <FigurePanel measure={measure} figure={figure} />
          <CoursePanel measure={measure} search={search} />
          <GroupsPanel measure={measure} answer={groups} asked={asked} nameOf={nameOf} />
          <RecordsPanel figure={figure} asked={asked} />
        </div>
      )}
    </Page>
  );
}
