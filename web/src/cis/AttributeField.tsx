// The field of one attribute, by its type; what is typed stays text until it is saved.
import { Select, Textarea, TextInput } from "@mantine/core";
import type { Attribute } from "../api/shapes";
import { text } from "../text";

type Props = {
  attribute: Attribute;
  value: string;
  changed?: boolean;
  error?: string;
  set: (value: string) => void;
};

const NATIVE: Record<string, string> = { date: "date" };
const LONG = new Set(["document"]);

export function AttributeField({ attribute, value, changed = false, error, set }: Props) {
  const shared = {
    label: attribute.unit ? `${attribute.label} (${attribute.unit})` : attribute.label,
    description: attribute.description || undefined,
    required: attribute.required,
    error,
    styles: changed ? { input: { borderColor: "var(--accent-ink)" } } : undefined,
  };
  const choices = attribute.type === "boolean" ? ["true", "false"] : (attribute.values ?? []).map(String);
  if (choices.length > 0) {
    const data = choices.map((choice) => ({ value: choice, label: labelOf(attribute, choice) }));
    return (
      <Select {...shared} data={data} value={value || null} clearable onChange={(next) => set(next ?? "")} />
    );
  }
  if (LONG.has(attribute.type) || value.length > 120) {
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
  }
  return (
    <TextInput
      {...shared}
      type={NATIVE[attribute.type] ?? "text"}
      inputMode={
        attribute.type === "integer" ? "numeric" : attribute.type === "number" ? "decimal" : undefined
      }
      value={value}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}

function labelOf(attribute: Attribute, choice: string): string {
  if (attribute.type !== "boolean") return choice;
  return choice === "true" ? text.ui.yes : text.ui.no;
}
