// How a merged change is taken back: what that restores, and each conflict with what others did since to be settled.
import { Button, Group, Radio, Table, Text, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { changes, type Moved, type Take, type WayBack } from "../api/changes";
import type { RecordDetail } from "../api/shapes";
import { text } from "../text";
import { fieldWords, sentence, shown } from "../ui/format";
import { CiLink } from "../ui/links";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { Panel } from "../ui/Panel";
import { ErrorState, Loaded } from "../ui/states";
import classes from "./Changes.module.css";
import type { Told } from "./links";
import { wayBackQuery } from "./queries";

const t = text.changes.wayBack;

const placeOf = (each: Moved) => `${each.ci} ${each.field}`;

type Props = Told & { record: RecordDetail; writable: boolean };

export function BackOutPart({ record, writable, nameOf }: Props) {
  const merged = record.state === "review" && writable;
  const [asked, setAsked] = useState(false);
  const found = useQuery(wayBackQuery(record.key, merged && asked));
  if (!merged) return null;
  return (
    <Panel
      title={t.title}
      aside={
        !asked && (
          <Button variant="default" size="compact-xs" onClick={() => setAsked(true)}>
            {t.show}
          </Button>
        )
      }
    >
      {asked ? (
        <Loaded answer={found} rows={3}>
          {(way) =>
            way.revisions.length === 0 ? (
              <Text size="sm">{t.nothing}</Text>
            ) : (
              <Way record={record} way={way} nameOf={nameOf} />
            )
          }
        </Loaded>
      ) : (
        <Text size="sm">{t.about}</Text>
      )}
    </Panel>
  );
}

function Way({ record, way, nameOf }: Told & { record: RecordDetail; way: WayBack }) {
  const queries = useQueryClient();
  const [takes, setTakes] = useState<Record<string, Take>>({});
  const [why, setWhy] = useState("");
  const edits = (way.plan.edits as unknown[]).length;
  const open = way.conflicts.filter((each) => !takes[placeOf(each)]);
  const back = useMutation({
    mutationFn: () =>
      changes.backOut(
        record.key,
        {
          text: why.trim(),
          settled: way.conflicts.map(({ ci, field, now, ...rest }) => ({
            ci,
            field,
            now,
            take: takes[placeOf({ ci, field, now, ...rest })] ?? "keep",
          })),
        },
        newRequest(),
      ),
    onSuccess: () => tell(t.done),
    onSettled: () => queries.invalidateQueries({ queryKey: ["graph"] }),
  });
  return (
    <form
      aria-label={t.title}
      onSubmit={(event) => {
        event.preventDefault();
        if (open.length === 0) back.mutate();
      }}
    >
      <div className={classes.stack}>
        <Text size="sm">{t.edits(edits)}</Text>
        {back.error != null && <ErrorState error={back.error} wrote />}
        {way.conflicts.length > 0 && (
          <Conflicts
            conflicts={way.conflicts}
            takes={takes}
            take={(place, chosen) => setTakes({ ...takes, [place]: chosen })}
            nameOf={nameOf}
          />
        )}
        <Textarea
          label={t.why}
          autosize
          minRows={2}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
        />
        <Group gap="xs">
          <Button type="submit" color="red" loading={back.isPending} disabled={open.length > 0}>
            {t.button}
          </Button>
          {open.length > 0 && (
            <Text size="xs" c="dimmed">
              {t.unsettled(open.length)}
            </Text>
          )}
        </Group>
      </div>
    </form>
  );
}

type ConflictsProps = Told & {
  conflicts: Moved[];
  takes: Record<string, Take>;
  take: (place: string, chosen: Take) => void;
};

function Conflicts({ conflicts, takes, take, nameOf }: ConflictsProps) {
  return (
    <Table.ScrollContainer minWidth={300}>
      <Table aria-label={t.conflicts}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t.where}</Table.Th>
            <Table.Th>{t.left}</Table.Th>
            <Table.Th>{t.now}</Table.Th>
            <Table.Th>{t.before}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {conflicts.map((each) => {
            const place = placeOf(each);
            const what = `${nameOf(each.ci)} ${fieldWords(each.field)}`.trim();
            return (
              <Table.Tr key={place}>
                <Table.Td>
                  <CiLink id={each.ci}>{nameOf(each.ci)}</CiLink> {fieldWords(each.field)}
                  <div className={classes.note}>{sentence(each.reason)}</div>
                  <Radio.Group
                    aria-label={t.settle(what)}
                    value={takes[place] ?? null}
                    onChange={(value) => take(place, value as Take)}
                  >
                    <Radio value="keep" label={t.keep} aria-label={`${what}: ${t.keep}`} />
                    <Radio value="restore" label={t.restore} aria-label={`${what}: ${t.restore}`} mt={4} />
                  </Radio.Group>
                </Table.Td>
                <Table.Td>{said(each.left)}</Table.Td>
                <Table.Td>{said(each.now)}</Table.Td>
                <Table.Td>{said(each.before)}</Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

const said = (value: unknown) => (value === null ? t.none : shown(value));
