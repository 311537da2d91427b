// The classes: what is recorded of each kind of CI, how one is recognised, which relations it should have.
import { Badge, Group, Table, Text, TextInput, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { CiClass } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { classesQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import classes from "./Admin.module.css";
import { ClassDetail } from "./ClassDetail";
import { inTreeOrder } from "./class-tree";

const route = getRouteApi("/classes");
const t = text.admin.classes;

export function ClassesPage() {
  const { class: chosen, filter = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const schema = useQuery(classesQuery);
  return (
    <Page
      title={t.title}
      about={t.about}
      actions={
        <TextInput
          aria-label={t.filter}
          placeholder={t.filter}
          value={filter}
          onChange={(event) => {
            const value = event.currentTarget.value;
            navigate({ search: (now) => ({ ...now, filter: value || undefined }), replace: true });
          }}
        />
      }
    >
      <Loaded answer={schema} rows={12}>
        {(items) => (
          <div className={classes.split}>
            <ClassList
              items={items}
              chosen={chosen}
              filter={filter}
              choose={(name) => navigate({ search: (now) => ({ ...now, class: name }), resetScroll: false })}
            />
            <Chosen cls={items.find((each) => each.name === chosen)} all={items} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}

function Chosen({ cls, all }: { cls: CiClass | undefined; all: CiClass[] }) {
  if (cls) return <ClassDetail key={cls.name} cls={cls} all={all} />;
  return (
    <Panel>
      <Text c="dimmed">{t.pick}</Text>
    </Panel>
  );
}

type ListProps = {
  items: CiClass[];
  chosen: string | undefined;
  filter: string;
  choose: (name: string) => void;
};

function ClassList({ items, chosen, filter, choose }: ListProps) {
  const wanted = filter.toLowerCase();
  const shown = inTreeOrder(items).filter(({ cls }) =>
    `${cls.name} ${cls.label}`.toLowerCase().includes(wanted),
  );
  return (
    <div className="panel">
      <Table aria-label={t.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.class}</Table.Th>
            <Table.Th ta="right" w={80}>
              {t.cis}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map(({ cls, depth }) => (
            <Table.Tr key={cls.name} bg={cls.name === chosen ? "var(--accent-soft)" : undefined}>
              <Table.Td style={{ paddingLeft: 10 + (filter ? 0 : depth * 16) }}>
                <Group gap={6}>
                  <UnstyledButton
                    onClick={() => choose(cls.name)}
                    aria-current={cls.name === chosen}
                    fz="sm"
                    fw={cls.name === chosen ? 650 : 500}
                  >
                    {cls.label}
                  </UnstyledButton>
                  {cls.abstract && (
                    <Text span size="xs" c="dimmed">
                      {t.abstract}
                    </Text>
                  )}
                  {cls.service && <Badge>{t.service}</Badge>}
                  {cls.layer === "overlay" && <Badge color="violet">{t.overlay}</Badge>}
                </Group>
              </Table.Td>
              <Table.Td ta="right">{cls.count == null ? "" : number(cls.count, 0)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
