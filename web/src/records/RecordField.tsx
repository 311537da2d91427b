// The field of one attribute of a record; what is typed stays text until it is saved.
import { Autocomplete, Select, Textarea, TextInput } from "@mantine/core";
import type { PracticeAttribute } from "../api/shapes";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { choicesOf, fromLocalInput, isLong, toLocalInput } from "./fields";

type Props = {
  attribute: PracticeAttribute;
  value: string;
  set: (value: string) => void;
  /** Values in use, to choose from while typing. */
  used?: string[];
  required?: boolean;
  changed?: boolean;
  error?: string;
  description?: string;
  placeholder?: string;
};

const t = text.records.fields;
const NUMERIC: Record<string, "numeric" | "decimal"> = { integer: "numeric", number: "decimal" };

export function RecordField({
  attribute,
  value,
  set,
  used = [],
  required = false,
  changed = false,
  error,
  description,
  placeholder,
}: Props) {
  const shared = {
    label: attribute.label,
    description: description ?? (attribute.description || undefined),
    required,
    error,
    placeholder,
    styles: changed ? { input: { borderColor: "var(--accent-ink)" } } : undefined,
  };
  const choices =
    attribute.type === "boolean"
      ? [
          { value: "true", label: text.ui.yes },
          { value: "false", label: text.ui.no },
        ]
      : choicesOf(attribute);
  if (choices.length > 0) {
    return (
      <Select
        {...shared}
        data={choices}
        value={value || null}
        clearable={!required}
        onChange={(next) => set(next ?? "")}
      />
    );
  }
  if (attribute.refers_to) {
    return (
      <CiPicker
        label={attribute.label}
        description={[shared.description, value && t.refers(value)].filter(Boolean).join(" ") || undefined}
        placeholder={value || undefined}
        error={error}
        clear={false}
        onPick={(hit) => set(hit.key)}
      />
    );
  }
  if (isLong(attribute)) {
    return (
      <Textarea
        {...shared}
        autosize
        minRows={3}
        maxRows={14}
        value={value}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  if (attribute.type === "datetime") {
    return (
      <TextInput
        {...shared}
        type="datetime-local"
        value={toLocalInput(value)}
        onChange={(event) => set(fromLocalInput(event.currentTarget.value))}
      />
    );
  }
  if (used.length > 0) {
    return <Autocomplete {...shared} size="xs" data={used} value={value} onChange={set} />;
  }
  return (
    <TextInput
      {...shared}
      type={attribute.type === "date" ? "date" : "text"}
      inputMode={NUMERIC[attribute.type]}
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
