// Each source: its last run and what it says now; everything that it says can be withdrawn.
import { Button, Table } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import * as api from "../api/calls";
import type { Source } from "../api/shapes";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { number } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Page } from "../ui/Page";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { sourcesQuery } from "./queries";

const t = text.imports.sources;

export function SourcesPage() {
  const sources = useQuery(sourcesQuery);
  const [leaving, setLeaving] = useState<Source | null>(null);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const withdraw = useMutation({
    mutationFn: (name: string) => api.sources.withdraw(name),
    onSuccess: async (_, name) => {
      setLeaving(null);
      tell(t.withdrawn(name));
      await queries.invalidateQueries({ queryKey: ["jobs"] });
      await navigate({ to: "/jobs", search: {} });
    },
  });
  return (
    <Page title={t.title} about={t.about}>
      <div className="panel">
        <Loaded answer={sources} rows={5}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState
                title={t.empty}
                action={
                  <ButtonLink to="/imports/new" search={{}}>
                    {text.imports.list.new}
                  </ButtonLink>
                }
              >
                {t.emptyAbout}
              </EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={680}>
                <Table aria-label={t.title}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t.name}</Table.Th>
                      <Table.Th>{t.last}</Table.Th>
                      <Table.Th ta="right">{t.cis}</Table.Th>
                      <Table.Th ta="right">{t.observations}</Table.Th>
                      <Table.Th ta="right">{t.missing}</Table.Th>
                      <Table.Th ta="right">{t.rejected}</Table.Th>
                      <Table.Th>
                        <span className="visually-hidden">{t.withdraw}</span>
                      </Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map((source) => (
                      <Table.Tr key={source.name}>
                        <Table.Td fw={600}>{source.name}</Table.Td>
                        <Table.Td>
                          <Time at={source.last_at} />
                        </Table.Td>
                        <Table.Td ta="right">{number(source.cis, 0)}</Table.Td>
                        <Table.Td ta="right">{number(source.observations, 0)}</Table.Td>
                        <Table.Td ta="right">
                          {source.missing == null ? "–" : number(source.missing, 0)}
                        </Table.Td>
                        <Table.Td ta="right">
                          {source.rejected == null ? "–" : number(source.rejected, 0)}
                        </Table.Td>
                        <Table.Td ta="right">
                          <Button
                            variant="subtle"
                            color="red"
                            size="compact-xs"
                            onClick={() => setLeaving(source)}
                          >
                            {t.withdraw}
                          </Button>
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </Loaded>
      </div>
      <Confirm
        opened={leaving !== null}
        title={t.withdrawTitle(leaving?.name ?? "")}
        about={t.withdrawAbout(leaving?.observations ?? 0)}
        action={t.withdraw}
        busy={withdraw.isPending}
        error={withdraw.error}
        act={() => leaving && withdraw.mutate(leaving.name)}
        close={() => {
          setLeaving(null);
          withdraw.reset();
        }}
      />
    </Page>
  );
}
