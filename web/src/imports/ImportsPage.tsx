// All imports, newest first.
import { Badge, Table } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import type { Import } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { AnchorLink, ButtonLink } from "../ui/links";
import { Page } from "../ui/Page";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { importsQuery } from "./queries";
import { rejectedCount } from "./report";

const t = text.imports.list;
const COLOURS: Record<string, string> = {
  applied: "green",
  failed: "red",
  undone: "gray",
  checked: "accent",
};

export function ImportsPage() {
  const imports = useQuery(importsQuery);
  const start = (
    <ButtonLink to="/imports/new" search={{}} leftSection={<IconFileImport size={15} />}>
      {t.new}
    </ButtonLink>
  );
  return (
    <Page title={t.title} about={t.about} actions={start}>
      <div className="panel">
        <Loaded answer={imports} rows={6}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState title={t.empty} action={start}>
                {t.emptyAbout}
              </EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={720}>
                <Table aria-label={t.title} highlightOnHover>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t.file}</Table.Th>
                      <Table.Th>{t.source}</Table.Th>
                      <Table.Th>{t.state}</Table.Th>
                      <Table.Th>{t.result}</Table.Th>
                      <Table.Th>{t.by}</Table.Th>
                      <Table.Th>{t.at}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map((item) => (
                      <Row key={item.id} item={item} />
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}

function Row({ item }: { item: Import }) {
  const [first, ...rest] = item.files;
  return (
    <Table.Tr>
      <Table.Td>
        <AnchorLink to="/imports/$id" params={{ id: item.id }} search={{}} fw={600}>
          {first?.name ?? item.id}
        </AnchorLink>
        {rest.length > 0 && ` ${t.more(rest.length)}`}
      </Table.Td>
      <Table.Td>{item.source}</Table.Td>
      <Table.Td>
        <Badge color={COLOURS[item.state] ?? "gray"}>{text.imports.states[item.state]}</Badge>
      </Table.Td>
      <Table.Td>{resultWords(item)}</Table.Td>
      <Table.Td>{item.actor}</Table.Td>
      <Table.Td>
        <Time at={item.created_at} />
      </Table.Td>
    </Table.Tr>
  );
}

function resultWords({ report }: Import): string {
  if (!report) return "–";
  const said: [number, string][] = [
    [report.created, text.imports.report.created],
    [report.updated, text.imports.report.updated],
    [report.missing, text.imports.report.missing],
    [rejectedCount(report), text.imports.report.rejected],
  ];
  return (
    said
      .filter(([count]) => count > 0)
      .map(([count, word]) => `${number(count, 0)} ${word}`)
      .join(", ") || text.imports.report.unchanged
  );
}
