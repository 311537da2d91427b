// The saved views of a list: chosen, kept, changed, shared; the one that one's own list opens with.
import { Button, Menu } from "@mantine/core";
import { IconBookmark, IconCheck, IconStar } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type RecordView, recordViews } from "../api/record-views";
import { may } from "../session/may";
import { text } from "../text";
import { Confirm } from "../ui/Confirm";
import { MENU } from "../ui/menu";
import { tell, warn } from "../ui/notify";
import { sessionQuery } from "../ui/queries";
import classes from "./Records.module.css";
import type { RecordListSearch } from "./search";
import { ViewForm } from "./ViewForm";
import { differs, NO_VIEW, stateOf } from "./views";

const t = text.records.views;

type Props = {
  practice: string;
  search: RecordListSearch;
  views: RecordView[];
  show: (search: RecordListSearch) => void;
};

export function RecordViews({ practice, search, views, show }: Props) {
  const mayKeep = may(useQuery(sessionQuery).data, "view.own");
  const [form, setForm] = useState<"new" | "change" | null>(null);
  const [removing, setRemoving] = useState(false);
  const now = views.find((view) => view.name === search.view);
  const plain = { q: undefined, phase: undefined, sort: undefined, cols: undefined, view: NO_VIEW };
  const pick = (view: RecordView) => show({ ...stateOf(view), view: view.name });
  return (
    <>
      <Menu {...MENU} width={290}>
        <Menu.Target>
          <Button variant="default" maw={240} leftSection={<IconBookmark size={15} aria-hidden />}>
            <span className={classes.viewTitle}>
              {now ? (differs(search, now) ? t.changed(now.title) : now.title) : t.title}
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={440} style={{ overflowY: "auto" }}>
          <Menu.Item leftSection={<Chosen on={!now} />} onClick={() => show(plain)}>
            {t.plain}
          </Menu.Item>
          <Listed label={t.own} views={views.filter((view) => view.mine)} now={now} pick={pick} />
          <Listed label={t.shared} views={views.filter((view) => !view.mine)} now={now} pick={pick} />
          {mayKeep && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setForm("new")}>{t.make}</Menu.Item>
              {now && <First view={now} practice={practice} />}
              {now?.alterable && (
                <>
                  <Menu.Item onClick={() => setForm("change")}>{t.change(now.title)}</Menu.Item>
                  <Menu.Item onClick={() => setRemoving(true)}>{t.remove(now.title)}</Menu.Item>
                </>
              )}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {form && (
        <ViewForm
          practice={practice}
          search={search}
          view={form === "change" ? now : undefined}
          close={() => setForm(null)}
          kept={pick}
        />
      )}
      {now && removing && (
        <Removal
          view={now}
          close={() => setRemoving(false)}
          gone={() => show({ ...search, view: NO_VIEW })}
        />
      )}
    </>
  );
}

const Chosen = ({ on }: { on: boolean }) =>
  on ? <IconCheck size={14} aria-hidden /> : <span style={{ display: "inline-block", width: 14 }} />;

type ListedProps = {
  label: string;
  views: RecordView[];
  now: RecordView | undefined;
  pick: (view: RecordView) => void;
};

function Listed({ label, views, now, pick }: ListedProps) {
  if (views.length === 0) return null;
  return (
    <>
      <Menu.Label>{label}</Menu.Label>
      {views.map((view) => (
        <Menu.Item
          key={view.name}
          leftSection={<Chosen on={view === now} />}
          rightSection={
            view.first && (
              <>
                <IconStar size={13} aria-hidden />
                <span className="visually-hidden">({t.first})</span>
              </>
            )
          }
          onClick={() => pick(view)}
        >
          {view.mine ? view.title : `${view.title} ${t.by(view.owner)}`}
        </Menu.Item>
      ))}
    </>
  );
}

/** Lets one's own list open with the view, or no longer. */
function First({ view, practice }: { view: RecordView; practice: string }) {
  const queries = useQueryClient();
  const turn = useMutation({
    mutationFn: () => (view.first ? recordViews.openWithout(view.name) : recordViews.openWith(view.name)),
    onSuccess: async () => {
      tell(view.first ? t.noLonger : t.nowFirst(view.title));
      await queries.invalidateQueries({ queryKey: ["graph", "record-views", practice] });
    },
    onError: (error) => warn(error.message),
  });
  return (
    <Menu.Item onClick={() => turn.mutate()}>
      {view.first ? t.openWithout(view.title) : t.openWith(view.title)}
    </Menu.Item>
  );
}

type RemovalProps = { view: RecordView; close: () => void; gone: () => void };

function Removal({ view, close, gone }: RemovalProps) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => recordViews.remove(view.name, view.revision),
    onSuccess: async () => {
      tell(t.removed(view.title));
      gone();
      close();
      await queries.invalidateQueries({ queryKey: ["graph", "record-views"] });
    },
  });
  return (
    <Confirm
      opened
      title={t.removeTitle(view.title)}
      about={t.removeAbout}
      action={t.removeNow}
      busy={remove.isPending}
      error={remove.error}
      act={() => remove.mutate()}
      close={close}
    />
  );
}
