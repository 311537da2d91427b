// Plans a meeting, or plans one that has not begun otherwise.
import { Button, Group, NumberInput, TagsInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Meeting, meetings, type Planned } from "../api/meetings";
import { fromField, toField } from "../changes/plan-parts";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { ErrorState } from "../ui/states";
import classes from "./Board.module.css";

const t = text.board.form;
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";

export function MeetingForm({ meeting, close }: { meeting?: Meeting; close: () => void }) {
  const queries = useQueryClient();
  const [fields, setFields] = useState({
    title: meeting?.title ?? text.board.title,
    starts: toField(meeting?.starts_at),
    ends: toField(meeting?.ends_at),
    zone: meeting?.zone ?? HERE,
    chair: meeting?.chair ?? "",
  });
  const [members, setMembers] = useState<string[]>(meeting?.members ?? []);
  const [numbers, setNumbers] = useState({
    quorum: meeting?.quorum.needed ?? 1,
    minutes_per_item: meeting?.minutes_per_item ?? 10,
    every_days: meeting?.every_days ?? 7,
  });
  // What was on the page when the form was opened is what it alters; somebody else's change is told, not overwritten.
  const [revision] = useState(meeting?.revision ?? 0);
  const [faults, setFaults] = useState<Record<string, string | undefined>>({});
  const plan = useMutation({
    mutationFn: (span: { starts_at: string; ends_at: string }) => {
      const body: Planned = {
        title: fields.title.trim(),
        zone: fields.zone.trim(),
        chair: fields.chair.trim(),
        members,
        ...numbers,
        ...span,
      };
      return meeting ? meetings.change(meeting.id, revision, body) : meetings.plan(body, newRequest());
    },
    onSuccess: async () => {
      tell(meeting ? text.board.changed : text.board.planned);
      close();
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const submit = () => {
    const [from, to] = [fromField(fields.starts), fromField(fields.ends)];
    const found: Record<string, string | undefined> = {};
    if (!from) found.starts = t.time;
    if (!to) found.ends = t.time;
    else if (from && to <= from) found.ends = t.order;
    setFaults(found);
    if (from && to && Object.keys(found).length === 0) plan.mutate({ starts_at: from, ends_at: to });
  };
  const field = (name: keyof typeof fields) => ({
    label: t[name],
    value: fields[name],
    error: faults[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setFields((before) => ({ ...before, [name]: value }));
    },
  });
  const count = (name: keyof typeof numbers, label: string, max: number) => (
    <NumberInput
      label={label}
      min={1}
      max={max}
      allowDecimal={false}
      clampBehavior="strict"
      value={numbers[name]}
      onChange={(value) => setNumbers((before) => ({ ...before, [name]: Number(value) || 1 }))}
    />
  );
  return (
    <form
      noValidate
      aria-label={meeting ? text.board.change : text.board.plan}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className={classes.form}>
        <TextInput {...field("title")} maxLength={300} autoFocus />
        <div className={classes.two}>
          <TextInput type="datetime-local" required {...field("starts")} />
          <TextInput type="datetime-local" required {...field("ends")} />
        </div>
        <TextInput {...field("zone")} maxLength={100} description={t.zoneAbout} />
        <TextInput {...field("chair")} maxLength={300} />
        <TagsInput label={t.members} description={t.membersAbout} value={members} onChange={setMembers} />
        <div className={classes.three}>
          {count("quorum", t.quorum, 200)}
          {count("minutes_per_item", t.minutes, 240)}
          {count("every_days", t.every, 366)}
        </div>
        {plan.error != null && <ErrorState error={plan.error} wrote />}
        <Group gap="xs">
          <Button type="submit" loading={plan.isPending}>
            {meeting ? text.board.save : text.board.plan}
          </Button>
          <Button variant="default" onClick={close}>
            {text.ui.cancel}
          </Button>
        </Group>
      </div>
    </form>
  );
}
