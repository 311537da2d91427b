// Every revision of a CI: who, when, from where, why, what changed; an attribute's earlier value can be restored.
import { Badge, Button, Group, Text } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import * as api from "../api/calls";
import type { CiClass, CiDetail, Edit, HistoryEntry, Value } from "../api/shapes";
import { text } from "../text";
import { Edits, isRelation } from "../ui/Edits";
import { words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { tell } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useAsOf } from "../ui/useAsOf";
import classes from "./Ci.module.css";
import { historyQuery } from "./queries";

const t = text.cis.timeline;
const NOT_RESTORED = new Set(["created", "class", "key", "revision"]);

type Props = { ci: CiDetail; cls: CiClass | undefined };

export function Timeline({ ci, cls }: Props) {
  const asOf = useAsOf();
  const queries = useQueryClient();
  const history = useInfiniteQuery(historyQuery(ci.key));
  const restore = useMutation({
    mutationFn: (edit: Edit) => api.cis.change(ci.key, ci.revision, restored(edit)),
    onSuccess: async () => {
      tell(t.restored);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const label = (field: string) => {
    const name = attributeOf(field);
    return cls?.attributes.find((each) => each.name === name)?.label ?? words(name);
  };
  return (
    <Panel flush label={text.cis.page.tabs.timeline}>
      {restore.error != null && <ErrorState error={restore.error} wrote />}
      <Loaded answer={history} rows={8}>
        {(data) => {
          const entries = data.pages.flatMap((page) => page.items);
          if (entries.length === 0) return <EmptyState title={t.empty} />;
          return entries.map((entry) => (
            <article key={entry.revision} className={classes.entry}>
              <Head entry={entry} />
              <Edits
                edits={entry.edits}
                label={label}
                action={(edit) =>
                  !asOf &&
                  restorable(edit, ci) && (
                    <Button
                      variant="subtle"
                      size="compact-xs"
                      loading={restore.isPending && restore.variables === edit}
                      onClick={() => restore.mutate(edit)}
                      title={`${label(edit.field)}: ${String(edit.was)}`}
                    >
                      {t.restore}
                    </Button>
                  )
                }
              />
            </article>
          ));
        }}
      </Loaded>
      {history.hasNextPage && (
        <Button
          variant="subtle"
          m="xs"
          loading={history.isFetchingNextPage}
          onClick={() => history.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </Panel>
  );
}

function Head({ entry }: { entry: HistoryEntry }) {
  return (
    <Group gap="xs" mb={2}>
      <AnchorLink to="/audit" search={{ revision: String(entry.revision) }} fw={600}>
        {t.revision(entry.revision)}
      </AnchorLink>
      <Text size="sm">
        <Time at={entry.at} absolute /> {t.by} {entry.actor}
      </Text>
      {entry.source && <Badge color="gray">{entry.source}</Badge>}
      {entry.reason && (
        <Text size="sm" c="dimmed">
          {entry.reason}
        </Text>
      )}
      <AnchorLink
        to="."
        search={((now: object) => ({ ...now, as_of: String(entry.revision), tab: undefined })) as never}
        fz="xs"
        ml="auto"
      >
        {t.asOf}
      </AnchorLink>
    </Group>
  );
}

function attributeOf(field: string): string {
  return field.replace(/^attributes\./, "");
}

/** Plain fields whose earlier value is not the present one. */
function restorable(edit: Edit, ci: CiDetail): boolean {
  if (isRelation(edit) || edit.was == null) return false;
  const name = attributeOf(edit.field);
  if (NOT_RESTORED.has(name) || name.startsWith("groups")) return false;
  const now = name === "name" ? ci.name : name === "lifecycle" ? ci.lifecycle : ci.attributes[name];
  return JSON.stringify(now) !== JSON.stringify(edit.was);
}

function restored(edit: Edit): Record<string, unknown> {
  const name = attributeOf(edit.field);
  const reason = `${t.restore}: ${words(name)}`;
  if (name === "name" || name === "lifecycle") return { [name]: edit.was, reason };
  return { attributes: { [name]: edit.was as Value }, reason };
}
