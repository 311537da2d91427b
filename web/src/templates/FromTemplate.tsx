// Opens a record from a template: which one, its blanks, and for a change when its window starts.
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { IconTemplate } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { errorsOf } from "../api/problem";
import type { Noun } from "../api/records";
import { type Blank, type Template, templates } from "../api/templates";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { ErrorState } from "../ui/states";
import { templatesQuery } from "./queries";

const t = text.templates.use;

type Props = { practice: string; noun: Noun };

/** The button that opens the dialog; nothing where the practice has no template that fits. */
export function FromTemplate({ practice, noun }: Props) {
  const found = useQuery(templatesQuery(practice)).data ?? [];
  const [opened, setOpened] = useState(false);
  const fitting = found.filter((each) => !each.fault);
  if (fitting.length === 0) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconTemplate size={15} aria-hidden />}
        onClick={() => setOpened(true)}
      >
        {t.open}
      </Button>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t.title}
        closeButtonProps={{ "aria-label": text.ui.close }}
      >
        <Form noun={noun} all={fitting} />
      </Modal>
    </>
  );
}

type Picked = { value: string; shown: string };

function Form({ noun, all }: { noun: Noun; all: Template[] }) {
  const [name, setName] = useState(all.length === 1 ? (all[0]?.name ?? "") : "");
  const [picked, setPicked] = useState<Record<string, Picked>>({});
  const [title, setTitle] = useState("");
  const [start, setStart] = useState("");
  const [tried, setTried] = useState(false);
  const navigate = useNavigate();
  const queries = useQueryClient();
  const template = all.find((each) => each.name === name);
  // The same form sent twice opens one record; another form is another request.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is chosen decides whether it is the same request
  const once = useMemo(newRequest, [name, picked, title, start]);
  const use = useMutation({
    mutationFn: () => {
      const blanks = Object.fromEntries(Object.entries(picked).map(([id, { value }]) => [id, value]));
      return templates.use(
        name,
        {
          blanks,
          ...(title.trim() ? { title: title.trim() } : {}),
          ...(start ? { start: new Date(start).toISOString() } : {}),
        },
        once,
      );
    },
    onSuccess: async (record) => {
      tell(t.opened(record.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/$noun/$key", params: { noun, key: record.key }, search: {} });
    },
  });
  const missing = (blank: Blank) => tried && !picked[blank.id]?.value.trim();
  const choose = (id: string, value: Picked) => setPicked((now) => ({ ...now, [id]: value }));
  const submit = () => {
    setTried(true);
    if (template?.blanks.every(({ id }) => picked[id]?.value.trim())) use.mutate();
  };
  return (
    <form
      noValidate
      aria-label={t.title}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Stack gap="sm">
        <Select
          label={t.choose}
          placeholder={t.choosePlaceholder}
          required
          data-autofocus
          data={all.map((each) => ({ value: each.name, label: each.label }))}
          value={name || null}
          description={template?.about || undefined}
          onChange={(next) => {
            setName(next ?? "");
            setPicked({});
            setTried(false);
          }}
        />
        {template?.standard && <Text size="sm">{t.standard}</Text>}
        {template?.blanks.map((blank) => (
          <BlankField
            key={`${name} ${blank.id}`}
            blank={blank}
            picked={picked[blank.id]}
            error={
              errorsOf(use.error, `blanks.${blank.id}`).join("; ") || (missing(blank) ? t.give : undefined)
            }
            choose={(value) => choose(blank.id, value)}
          />
        ))}
        {template && template.minutes !== null && (
          <TextInput
            type="datetime-local"
            label={t.start}
            description={t.startHelp(
              text.templates.minutes(template.minutes),
              Intl.DateTimeFormat().resolvedOptions().timeZone,
            )}
            value={start}
            onChange={(event) => setStart(event.currentTarget.value)}
          />
        )}
        {template && (
          <TextInput
            label={t.named}
            description={t.namedHelp}
            placeholder={template.title}
            maxLength={300}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        )}
        {use.error != null && <ErrorState error={use.error} wrote />}
        <Group justify="flex-end">
          <Button type="submit" disabled={!template} loading={use.isPending}>
            {t.act}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

type BlankProps = {
  blank: Blank;
  picked: Picked | undefined;
  error: string | undefined;
  choose: (picked: Picked) => void;
};

function BlankField({ blank, picked, error, choose }: BlankProps) {
  if (blank.kind === "text")
    return (
      <TextInput
        label={blank.label}
        required
        error={error}
        value={picked?.value ?? ""}
        onChange={({ currentTarget: { value } }) => choose({ value, shown: value })}
      />
    );
  return (
    <CiPicker
      label={blank.label}
      description={picked ? t.chosen(picked.shown) : undefined}
      error={error}
      clear={false}
      onPick={(hit) => choose({ value: hit.key, shown: hit.name })}
    />
  );
}
