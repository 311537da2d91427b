// What a list shows and where it goes: columns, saved views, export.
import { ActionIcon, Button, Group, Popover, Stack, Text, TextInput } from "@mantine/core";
import { IconBookmark, IconDownload, IconX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { text } from "../text";
import { ColumnMenu } from "../ui/ColumnMenu";
import { saveFile } from "../ui/download";
import { tell, warn } from "../ui/notify";
import { useRemembered } from "../ui/remembered";
import { listText } from "../ui/search-params";
import { AT_FIRST, type Column } from "./columns";
import { exportCsv } from "./export";
import type { CiListSearch } from "./search";

const t = text.cis.list;
type View = { name: string; search: CiListSearch };
type Props = { search: CiListSearch; columns: Column[]; shown: Column[]; asOf: string | undefined };

export function ListMenus(props: Props) {
  return (
    <>
      <Views {...props} />
      <Columns {...props} />
      <Export {...props} />
    </>
  );
}

function Views({ search }: Props) {
  const navigate = useNavigate();
  const [views, setViews] = useRemembered<View[]>("ci-views", []);
  const [name, setName] = useState("");
  const save = () => {
    if (!name.trim()) return;
    setViews([...views.filter((view) => view.name !== name.trim()), { name: name.trim(), search }]);
    setName("");
  };
  return (
    <Popover position="bottom-end" width={280} trapFocus>
      <Popover.Target>
        <Button variant="default" leftSection={<IconBookmark size={15} />}>
          {t.views}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap={4}>
          {views.length === 0 && (
            <Text size="sm" c="dimmed">
              {t.noViews}
            </Text>
          )}
          {views.map((view) => (
            <Group key={view.name} gap={4} wrap="nowrap">
              <Button
                variant="subtle"
                justify="flex-start"
                flex={1}
                onClick={() => navigate({ to: "/cis", search: view.search })}
              >
                {view.name}
              </Button>
              <ActionIcon
                aria-label={t.removeView(view.name)}
                onClick={() => setViews(views.filter((other) => other !== view))}
              >
                <IconX size={14} />
              </ActionIcon>
            </Group>
          ))}
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            <Group gap={6} wrap="nowrap" align="flex-end" mt={4}>
              <TextInput
                label={t.viewName}
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                flex={1}
              />
              <Button type="submit" variant="default" disabled={!name.trim()}>
                {t.saveView}
              </Button>
            </Group>
          </form>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

function Columns({ columns, shown }: Props) {
  const navigate = useNavigate();
  const ids = shown.map((column) => column.id);
  const choose = (next: string[]) =>
    navigate({
      to: "/cis",
      search: (now) => ({ ...now, cols: next.join() === AT_FIRST.join() ? undefined : listText(next) }),
    });
  return <ColumnMenu columns={columns} shown={ids} choose={choose} />;
}

function Export({ search, shown, asOf }: Props) {
  const [count, setCount] = useState<number | null>(null);
  const run = async () => {
    setCount(0);
    try {
      const { csv, rows } = await exportCsv(search, shown, asOf, setCount);
      saveFile("cis.csv", csv, "text/csv;charset=utf-8");
      tell(t.exported(rows));
    } catch (error) {
      warn(`${t.exportFailed} ${error instanceof Error ? error.message : ""}`);
    } finally {
      setCount(null);
    }
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} />}
      onClick={run}
      disabled={count !== null}
    >
      {count === null ? t.export : t.exporting(count)}
    </Button>
  );
}
