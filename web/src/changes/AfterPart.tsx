// What is different once the plan is in place: who is hit anew, and which single points of failure come and go.
import { Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Afterwards, Assessment } from "../api/changes";
import { nameList } from "../impact/because";
import { text } from "../text";
import { number } from "../ui/format";
import { CiLink, ServiceLink } from "../ui/links";
import { StateMark } from "../ui/StateMark";
import { stateName } from "../ui/state";
import { pointsByCi } from "../what-if/sum";
import classes from "./Changes.module.css";
import type { ChangePlanDocument } from "./plan-parts";
import { availabilityQuery } from "./queries";

const t = text.changes.after;
const MOST = 6;

type Shift = NonNullable<Afterwards["newly"]>[number];

type Props = { judged: Assessment; plan: ChangePlanDocument };

export function AfterPart({ judged, plan }: Props) {
  const { newly = [], worse = [], no_longer = [], better = [], services = [] } = judged.difference;
  const points = judged.difference.single_points;
  const figures = useQuery(availabilityQuery(judged.change, plan.edits.length > 0)).data ?? [];
  const names = { ...judged.difference.names, ...points?.names };
  const found = points ? pointsByCi(points) : [];
  const known = new Set(services.map((each) => each.key));
  const first = (a: Shift, b: Shift) => Number(known.has(b.key)) - Number(known.has(a.key));
  const same = newly.length + worse.length + no_longer.length + better.length + found.length === 0;
  return (
    <div className={classes.part}>
      <h3 className={classes.heading}>{t.title}</h3>
      {plan.edits.length === 0 && <Text size="sm">{t.noEdits}</Text>}
      {plan.edits.length > 0 && same && points && <Text size="sm">{t.same}</Text>}
      <Listing title={t.newly} items={[...newly, ...worse].sort(first).map(shifted)} />
      <Listing title={t.freed} items={[...no_longer, ...better].sort(first).map(shifted)} />
      {([true, false] as const).map((isNew) => (
        <Listing
          key={String(isNew)}
          title={isNew ? t.newPoints : t.healed}
          items={found
            .filter((each) => each.isNew === isNew)
            .map((each) => (
              <li key={each.key}>
                <StateMark state={isNew ? "at_risk" : "ok"} word={false} />
                <CiLink id={each.key}>{names[each.key] ?? each.key}</CiLink>
                <span className={classes.note}>
                  {(isNew ? t.point : t.gone)(nameList(each.services, names))}
                </span>
              </li>
            ))}
        />
      ))}
      <Listing
        title={t.availability}
        items={figures.map((each) => (
          <li key={each.service}>
            <StateMark state={each.afterwards < each.was ? "at_risk" : "ok"} word={false} />
            <ServiceLink id={each.service}>{each.name}</ServiceLink>
            <span className={classes.note}>{t.figure(share(each.was), share(each.afterwards))}</span>
          </li>
        ))}
      />
      {plan.edits.length > 0 && !points && (
        <Text size="sm" c="dimmed">
          {t.tooLarge}
        </Text>
      )}
    </div>
  );
}

/** Availabilities differ far behind the point. */
const share = (of: number) => `${number(of * 100, 5)} %`;

function shifted(each: Shift) {
  return (
    <li key={each.key}>
      <StateMark state={stateName(each.now)} />
      <CiLink id={each.key}>{each.name || each.key}</CiLink>
    </li>
  );
}

function Listing({ title, items }: { title: string; items: ReactNode[] }) {
  if (items.length === 0) return null;
  return (
    <>
      <Text size="sm" mt={4}>
        {title}
      </Text>
      <ul className={classes.lines} aria-label={title}>
        {items.slice(0, MOST)}
        {items.length > MOST && <li className={classes.note}>{t.more(items.length - MOST)}</li>}
      </ul>
    </>
  );
}
