// Who is on call now and next for each team, drawn along four weeks with the table behind it.
import { Text } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import type { Rota, Shift } from "../api/on-call";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { NewName } from "../ui/declared/NewName";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { EmptyState, ErrorState, Loaded, Waiting } from "../ui/states";
import { Time } from "../ui/Time";
import { rotasQuery, shiftsQuery, spanOf } from "./queries";
import { ShiftTable } from "./ShiftTable";
import { Strips } from "./Strip";

const t = text.onCall;

export function OnCallPage() {
  const session = useQuery(sessionQuery).data;
  const navigate = useNavigate();
  const rotas = useQuery(rotasQuery);
  return (
    <Page title={t.title} about={t.about}>
      <Loaded answer={rotas} rows={8}>
        {(items) =>
          items.length === 0 ? (
            <Panel label={t.title}>
              <EmptyState title={t.none}>{t.noneAbout}</EmptyState>
            </Panel>
          ) : (
            <Known rotas={items} />
          )
        }
      </Loaded>
      {may(session, "agreement.write") && (
        <NewName go={(name) => navigate({ to: "/on-call/$name", params: { name }, search: {} })} />
      )}
    </Page>
  );
}

function Known({ rotas }: { rotas: Rota[] }) {
  const [now] = useState(() => Date.now());
  const span = spanOf(now);
  const answers = useQueries({ queries: rotas.map((each) => shiftsQuery(each.name, span)) });
  const failed = answers.find((each) => each.error != null);
  if (failed) return <ErrorState error={failed.error} retry={() => failed.refetch()} />;
  if (answers.some((each) => each.data === undefined)) return <Waiting rows={8} />;
  const drawn = rotas.map((rota, index) => ({ name: rota.name, rota, shifts: answers[index]?.data ?? [] }));
  return (
    <>
      <Panel flush label={t.title}>
        <DeclaredTable
          label={t.title}
          heads={t.heads}
          phone={({ cells: [team, rota, person, until, next] }) => ({
            title: (
              <>
                {team}: {person}
              </>
            ),
            line: [
              <span key="until">
                {t.until} {until}
              </span>,
              <span key="next">
                {t.next}: {next}
              </span>,
              rota,
            ],
          })}
          rows={[...drawn]
            .sort((a, b) => a.rota.team.localeCompare(b.rota.team) || a.name.localeCompare(b.name))
            .map(({ rota, shifts }) => ({ key: rota.name, cells: cells(rota, shifts, now) }))}
        />
      </Panel>
      <Panel title={t.picture} flush>
        <Text size="sm" c="dimmed" px="md" pb="xs">
          {t.pictureAbout}
        </Text>
        <Strips rotas={drawn} span={span} />
      </Panel>
      <Panel title={t.shifts} flush>
        <ShiftTable shifts={drawn.flatMap((each) => each.shifts)} />
      </Panel>
    </>
  );
}

function cells(rota: Rota, shifts: Shift[], now: number) {
  const at = shifts.findIndex((each) => Date.parse(each.start) <= now && now < Date.parse(each.end));
  const [present, next] = [shifts[at], shifts[at + 1]];
  return [
    rota.team || t.noTeam,
    <AnchorLink key="rota" to="/on-call/$name" params={{ name: rota.name }} search={{}}>
      {rota.name}
    </AnchorLink>,
    present ? <b key="now">{present.person || t.nobody}</b> : t.notBegun,
    present ? <Time key="until" at={present.end} absolute /> : "–",
    next ? (
      <span key="next">
        {next.person || t.nobody}, <Time at={next.start} absolute />
      </span>
    ) : (
      "–"
    ),
  ];
}
