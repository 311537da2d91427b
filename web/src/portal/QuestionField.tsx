// One question of a form, as the field that fits it.
import { Group, Radio, Select, Textarea, TextInput } from "@mantine/core";
import { text } from "../text";
import { boundsOf, type Question } from "./questions";

const t = text.portal.catalogue;
const LONG = 200;

type Props = { question: Question; value: string; error?: string; set: (typed: string) => void };

export function QuestionField({ question, value, error, set }: Props) {
  const { kind, title, description, required, choices, longest } = question;
  const shared = {
    label: title,
    description: [description, boundsOf(question)].filter(Boolean).join(" · ") || undefined,
    size: "lg" as const,
    required,
    error,
  };
  if (kind === "choice")
    return (
      <Select
        {...shared}
        placeholder={t.choose}
        data={choices}
        value={value || null}
        clearable={!required}
        clearButtonProps={{ "aria-label": t.noAnswer }}
        onChange={(chosen) => set(chosen ?? "")}
      />
    );
  if (kind === "boolean")
    return (
      <Radio.Group {...shared} value={value} onChange={set}>
        <Group gap="lg" mt="xs">
          <Radio size="md" value="true" label={t.yes} />
          <Radio size="md" value="false" label={t.no} />
        </Group>
      </Radio.Group>
    );
  if (kind === "text" && (longest === undefined || longest > LONG))
    return (
      <Textarea
        {...shared}
        autosize
        minRows={2}
        maxRows={10}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  return (
    <TextInput
      {...shared}
      type={kind === "date" ? "date" : "text"}
      inputMode={kind === "integer" ? "numeric" : kind === "number" ? "decimal" : undefined}
      maxLength={longest}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
