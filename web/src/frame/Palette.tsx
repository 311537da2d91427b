// One search for everything: what is pasted leads to its CI, a word to a page or an action.
import { useMantineColorScheme } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import {
  IconBolt,
  IconClockHour4,
  IconDatabase,
  IconFileImport,
  IconKeyboard,
  IconList,
  IconMoon,
  IconPlus,
  IconSearch,
  IconTicket,
} from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type { RecordHit } from "../api/shapes";
import { practicesQuery } from "../records/queries";
import { may } from "../session/may";
import { text } from "../text";
import { words } from "../ui/format";
import { warn } from "../ui/notify";
import { searchQuery, sessionQuery } from "../ui/queries";
import classes from "./Frame.module.css";
import { PLACES, targetOf } from "./places";
import { useRecentCis } from "./recent";

const t = text.frame.palette;
const [store, spotlight] = createSpotlight();

export const openPalette = () => spotlight.open();

type Entry = { id: string; label: string; note?: string; icon: ReactNode; act: () => void };
type Group = [label: string, entries: Entry[]];

export function Palette({ help }: { help: () => void }) {
  const [query, setQuery] = useState("");
  const [settled] = useDebouncedValue(query.trim(), 120);
  const hits = useQuery(searchQuery(settled));
  const groups = useEntries(query.trim(), hits.data?.items ?? [], hits.data?.records ?? [], help);
  const open = useOpenBest(groups);
  const empty = groups.every(([, entries]) => entries.length === 0);
  return (
    <Spotlight.Root
      store={store}
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K"]}
      clearQueryOnClose
      scrollable
      maxHeight="min(60vh, 480px)"
      transitionProps={{ duration: 0 }}
    >
      <Spotlight.Search
        placeholder={t.placeholder}
        aria-label={t.label}
        leftSection={<IconSearch size={17} />}
        onKeyDown={(event) => {
          // Typed or pasted, then Enter: nothing is chosen, or what was chosen went with newer hits; the best answer opens.
          if (event.key !== "Enter" || isChosen() || !query.trim()) return;
          event.preventDefault();
          open.mutate(query.trim());
        }}
        onPaste={(event) => {
          // An alert is pasted with all its lines; the search takes them as one text.
          const pasted = event.clipboardData.getData("text");
          if (!pasted.includes("\n")) return;
          event.preventDefault();
          setQuery(pasted.replaceAll(/\s+/g, " ").trim().slice(0, 400));
        }}
      />
      <Spotlight.ActionsList>
        {groups.map(([label, entries]) =>
          entries.length === 0 ? null : (
            <Spotlight.ActionsGroup key={label} label={label}>
              {entries.map((entry) => (
                <Spotlight.Action key={entry.id} onClick={entry.act}>
                  <div className={classes.row}>
                    {entry.icon}
                    <span>{entry.label}</span>
                    {entry.note && <small>{entry.note}</small>}
                  </div>
                </Spotlight.Action>
              ))}
            </Spotlight.ActionsGroup>
          ),
        )}
        {empty && <Spotlight.Empty>{hits.isFetching ? t.searching : t.nothing}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Whether a line is marked; its mark goes with it when newer hits no longer hold it, which the store does not tell. */
function isChosen(): boolean {
  const { listId } = store.getState();
  return listId !== "" && document.querySelector(`#${CSS.escape(listId)} [data-selected]`) !== null;
}

/** Opens the record of a key or the CI that a text means, else the first page or action that bears it. */
function useOpenBest(groups: Group[]) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (text: string) => queries.fetchQuery({ ...searchQuery(text), staleTime: 5000 }),
    onSuccess: ({ items, records, exact }, text) => {
      const record = records.find((each) => each.key === text.toLowerCase());
      const key = exact ?? items[0]?.key;
      const entry = groups.flatMap(([, entries]) => entries)[0];
      if (!record && !key && !entry) return;
      spotlight.close();
      if (record) {
        navigate({ to: "/$noun/$key", params: { noun: record.noun, key: record.key }, search: {} });
      } else if (key) navigate({ to: "/cis/$key", params: { key }, search: {} });
      else entry?.act();
    },
    onError: (error) => warn(error.message),
  });
}

type Found = { key: string; name: string; class: string; class_label?: string; why?: string | null };

function useEntries(query: string, found: Found[], hits: RecordHit[], help: () => void): Group[] {
  const navigate = useNavigate();
  const { toggleColorScheme } = useMantineColorScheme();
  const recent = useRecentCis();
  const openCi = (key: string) => () => navigate({ to: "/cis/$key", params: { key }, search: {} });
  const ci = (hit: Found, icon: ReactNode): Entry => ({
    id: `ci ${hit.key}`,
    label: hit.name,
    note: [hit.class_label ?? words(hit.class), hit.key, hit.why].filter(Boolean).join(" · "),
    icon,
    act: openCi(hit.key),
  });
  const session = useQuery(sessionQuery).data;
  const practices = useQuery({ ...practicesQuery, enabled: may(session, "record.read") }).data ?? [];
  const pages = PLACES.filter((place) => !place.needs || may(session, place.needs)).map((place) => ({
    id: `page ${place.label}`,
    label: place.label,
    note: place.key ? `g ${place.key}` : undefined,
    icon: <place.icon size={16} stroke={1.7} />,
    act: () => void navigate(targetOf(place)),
  }));
  // A record whose key is typed comes first, also while the list still is that of fewer letters.
  const isNamed = (hit: RecordHit) => hit.key === query.toLowerCase();
  const records = [...hits.filter(isNamed), ...hits.filter((hit) => !isNamed(hit))].map(
    ({ key, noun, practice, title, state }): Entry => ({
      id: `record ${key}`,
      label: title,
      note: [practice, key, state].join(" · "),
      icon: <IconTicket size={16} stroke={1.7} />,
      act: () => void navigate({ to: "/$noun/$key", params: { noun, key }, search: {} }),
    }),
  );
  const reports = may(session, "record.write")
    ? practices.map(
        ({ noun, label }): Entry => ({
          id: `new ${noun}`,
          label: text.records.list.new(label),
          icon: <IconPlus size={16} />,
          act: () => void navigate({ to: "/$noun/new", params: { noun }, search: {} }),
        }),
      )
    : [];
  const actions: Entry[] = [
    ...reports,
    {
      id: "new",
      label: t.newCi,
      icon: <IconPlus size={16} />,
      act: () => void navigate({ to: "/new-ci", search: {} }),
    },
    {
      id: "import",
      label: t.importFiles,
      icon: <IconFileImport size={16} />,
      act: () => void navigate({ to: "/imports/new", search: {} }),
    },
    { id: "help", label: t.help, icon: <IconKeyboard size={16} />, act: help },
    { id: "scheme", label: t.scheme, icon: <IconMoon size={16} />, act: toggleColorScheme },
  ];
  if (!query) {
    return [
      [t.recent, recent.map((hit) => ci(hit, <IconClockHour4 size={16} stroke={1.7} />))],
      [t.pages, pages],
      [t.actions, actions],
    ];
  }
  const matching = (entries: Entry[]) =>
    entries.filter((entry) => entry.label.toLowerCase().includes(query.toLowerCase()));
  const named = hits.some(isNamed);
  const first = found[0];
  const questions: Entry[] = first
    ? [
        {
          id: "breaks",
          label: t.whatBreaks(first.name),
          icon: <IconBolt size={16} />,
          act: () => void navigate({ to: "/impact", search: { ci: first.key } }),
        },
        {
          id: "list",
          label: t.listAll(query),
          icon: <IconList size={16} />,
          act: () => void navigate({ to: "/cis", search: { q: query } }),
        },
      ]
    : [];
  const recordsFound: Group = [t.records, records];
  const cis: Group = [t.cis, found.map((hit) => ci(hit, <IconDatabase size={16} stroke={1.7} />))];
  return [
    ...(named ? [recordsFound, cis] : [cis, recordsFound]),
    [t.pages, matching(pages)],
    [t.actions, [...questions, ...matching(actions)]],
  ];
}
