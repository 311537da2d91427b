// What the plan does to today: words first, then services, CIs, single points and redundancy, each leading to its CI.
import { Alert, Button, SegmentedControl, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { Problem } from "../api/problem";
import type { PlanDifference, PlanPreview } from "../api/shapes";
import { nameList } from "../impact/because";
import { text } from "../text";
import { number } from "../ui/format";
import { CiLink } from "../ui/links";
import { Panel } from "../ui/Panel";
import { StateMark } from "../ui/StateMark";
import { stateName } from "../ui/state";
import { Waiting } from "../ui/states";
import { useClassLabel } from "../ui/useClassLabel";
import { downIn, type Plan } from "./plan";
import { pointsQuery } from "./queries";
import { differenceWords, pointsByCi } from "./sum";
import classes from "./WhatIf.module.css";

const t = text.whatIf.difference;

type Against = "today" | "same";
type Props = {
  plan: Plan;
  preview: { data: PlanPreview | undefined; error: unknown; isPlaceholderData: boolean };
  against: Against;
  setAgainst: (against: Against) => void;
};

export function Difference({ plan, preview, against, setAgainst }: Props) {
  const { data, error, isPlaceholderData: stale } = preview;
  const found = error == null ? data?.impact_difference : undefined;
  const refused = error instanceof Problem ? error.errors.length || 1 : 0;
  const wanting = refused || (data ? data.conflicts.length + data.errors.length : 0);
  const choice = downIn(plan).length > 0 && plan.edits.length > 0;
  return (
    <>
      <Panel label={t.label}>
        {choice && (
          <SegmentedControl
            fullWidth
            size="xs"
            mb="xs"
            aria-label={t.against}
            value={against}
            onChange={(value) => setAgainst(value as Against)}
            data={[
              { value: "today", label: t.today },
              { value: "same", label: t.same },
            ]}
          />
        )}
        {!data && error == null && <Waiting rows={4} />}
        {found && (
          <p
            className={classes.headline}
            aria-live="polite"
            data-testid="headline"
            style={{ opacity: stale ? 0.6 : 1 }}
          >
            {differenceWords(found)}
          </p>
        )}
        {wanting > 0 && !found && (
          <Alert color="red" variant="light" title={t.cannot(wanting)} role="alert">
            <Text size="sm">{t.cannotAbout}</Text>
          </Alert>
        )}
        {data?.mergeable && !data.impact_difference && error == null && <Text size="sm">{t.noRight}</Text>}
        {found && (
          <Text size="xs" c="dimmed" mt={6}>
            {[
              found.newly_affected.length + found.changed.length > 0 && t.with(found.headline),
              found.unchanged.length > 0 && t.unchanged(found.unchanged.length),
              found.hidden > 0 && t.hidden(found.hidden),
            ]
              .filter(Boolean)
              .join(" ")}
          </Text>
        )}
      </Panel>
      {found && <Shifts found={found} />}
      {found && plan.edits.length > 0 && <Points plan={plan} laid={data?.mergeable === true && !stale} />}
      {found && <Redundancy found={found} />}
    </>
  );
}

type Shifted = { key: string; name: string; was: string; state: string };

function Shifts({ found }: { found: PlanDifference }) {
  const label = useClassLabel();
  const services = new Set(found.services.map((each) => each.key));
  const parts = [
    [t.newly, found.newly_affected],
    [t.freed, found.no_longer_affected],
    [t.changed, found.changed],
  ] as const;
  const row = (note?: string) => (each: Shifted) => (
    <Shift
      key={each.key}
      id={each.key}
      name={each.name || each.key}
      note={note}
      states={<States {...each} />}
    />
  );
  return (
    <>
      {found.services.length > 0 && (
        <Listing title={t.services} items={found.services}>
          {row()}
        </Listing>
      )}
      {parts.map(([title, all]) => {
        const items = all.filter((each) => !services.has(each.key));
        if (items.length === 0) return null;
        return (
          <Listing key={title} title={title} items={items}>
            {(each) => row([label(each.class), hopsWords(each.hops)].filter(Boolean).join(" · "))(each)}
          </Listing>
        );
      })}
    </>
  );
}

function hopsWords(hops: number | null | undefined): string {
  return hops ? text.ui.map.hops(hops) : "";
}

function States({ was, state }: { was: string; state: string }) {
  return (
    <span className={classes.states}>
      <span className="visually-hidden">{t.from}</span>
      <StateMark state={stateName(was)} size={11} />
      <span aria-hidden>→</span>
      <span className="visually-hidden">{t.becomes}</span>
      <StateMark state={stateName(state)} size={11} />
    </span>
  );
}

function Points({ plan, laid }: { plan: Plan; laid: boolean }) {
  const points = useQuery(pointsQuery(plan, laid));
  const names = points.data?.names ?? {};
  const items = points.data ? pointsByCi(points.data) : [];
  return (
    <Listing
      title={t.points}
      items={items}
      count={points.data !== undefined && points.error == null}
      foot={points.data && items.length > 0 ? t.pointsAbout : undefined}
      none={points.error == null && points.data ? t.pointsNone : undefined}
      before={
        points.error != null ? (
          <Text size="sm" px="md" pb="sm">
            {t.tooLarge} {points.error.message}
          </Text>
        ) : points.data ? null : (
          <div style={{ padding: "0 0.75rem" }}>
            <Waiting rows={2} />
          </div>
        )
      }
    >
      {({ key, services, isNew }) => (
        <Shift
          key={`${isNew} ${key}`}
          id={key}
          name={names[key] ?? key}
          note={(isNew ? t.point : t.pointGone)(nameList(services, names))}
          states={<StateMark state={isNew ? "at_risk" : "ok"} word={isNew ? t.pointNew : t.pointHealed} />}
        />
      )}
    </Listing>
  );
}

function Redundancy({ found }: { found: PlanDifference }) {
  const { margins, at_risk, names, margins_total } = found;
  const left = new Map(at_risk.map((each) => [`${each.key} ${each.group}`, each.left]));
  const listed = new Set(margins.map((each) => `${each.key} ${each.group}`));
  const others = at_risk
    .filter((each) => !listed.has(`${each.key} ${each.group}`))
    .map(({ key, group, before, margin, services }) => ({
      key,
      group: group ?? "–",
      was: before,
      margin,
      services,
    }));
  return (
    <Listing
      title={t.margins}
      items={[...margins, ...others]}
      none={t.marginsNone}
      foot={margins_total > margins.length ? t.marginsCut(margins_total) : undefined}
    >
      {({ key, group, was, margin, services }) => {
        const only = left.get(`${key} ${group}`);
        const note = [
          t.margin(group, t.marginWords(was), t.marginWords(margin)),
          only?.length ? t.onlyLeft(nameList(only, names)) : "",
          services.length && !services.includes(key) ? t.above(nameList(services, names)) : "",
        ];
        const worse = margin === 0;
        return (
          <Shift
            key={`${key} ${group}`}
            id={key}
            name={names[key] ?? key}
            note={note.filter(Boolean).join(" · ")}
            states={worse ? <StateMark state="at_risk" /> : null}
          />
        );
      }}
    </Listing>
  );
}

const AT_FIRST = 10;
const THEN = 100;

type ListingProps<T> = {
  title: string;
  items: T[];
  none?: string;
  foot?: string;
  count?: boolean;
  before?: ReactNode;
  children: (item: T) => ReactNode;
};

function Listing<T>({ title, items, none, foot, count = true, before, children }: ListingProps<T>) {
  const [most, setMost] = useState(AT_FIRST);
  const rest = items.length - most;
  return (
    <Panel
      title={title}
      flush
      aside={
        count && (
          <Text size="sm" fw={650}>
            {number(items.length, 0)}
          </Text>
        )
      }
    >
      {before}
      <ul className={classes.lines} aria-label={title}>
        {items.slice(0, most).map(children)}
      </ul>
      {items.length === 0 && none && (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {none}
        </Text>
      )}
      {rest > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setMost(most + THEN)}>
          {t.more(Math.min(rest, THEN))}
        </Button>
      )}
      {foot && (
        <Text size="xs" c="dimmed" px="md" py={6}>
          {foot}
        </Text>
      )}
    </Panel>
  );
}

type ShiftProps = { id: string; name: string; note?: string; states: ReactNode };

function Shift({ id, name, note, states }: ShiftProps) {
  return (
    <li className={classes.shift}>
      <span>
        <CiLink id={id}>{name}</CiLink>
      </span>
      {states}
      {note && <span className={classes.note}>{note}</span>}
    </li>
  );
}
