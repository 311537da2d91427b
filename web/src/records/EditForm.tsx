// The attributes of a record as fields in one column; each error stands beside its field.
import { Alert, Button, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { errorsElsewhere, errorsOf } from "../api/problem";
import type { Noun } from "../api/records";
import type { Practice, RecordDetail } from "../api/shapes";
import { Conflict } from "../cis/Conflict";
import { asText, NAME } from "../cis/draft";
import { text } from "../text";
import { ErrorState } from "../ui/states";
import { asEdited } from "./fields";
import { editFields } from "./practice";
import { RecordField } from "./RecordField";
import classes from "./Records.module.css";
import type { RecordEdit } from "./useRecordEdit";
import { useUsed } from "./useUsed";

const t = text.records.page;

type Props = { noun: Noun; practice: Practice; record: RecordDetail; edit: RecordEdit };

export function EditForm({ noun, practice, record, edit }: Props) {
  const used = useUsed(noun);
  const labels = [{ name: NAME, label: text.records.fields.title }, ...practice.attributes];
  if (edit.theirs)
    return <Conflict saw={asEdited(record)} now={edit.theirs} attributes={labels} edit={edit} />;
  const fields = editFields(practice);
  const fault = (field: string) =>
    edit.faults[field] ?? (errorsOf(edit.error, field).join("; ") || undefined);
  const count = Object.keys(edit.changed).length;
  const known = ["title", ...fields.map((each) => each.name)];
  const beside =
    edit.error != null &&
    (errorsElsewhere(edit.error, known).length > 0 || errorsElsewhere(edit.error, []).length === 0);
  return (
    <form
      aria-label={t.edit}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        edit.submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && count === 0 && edit.cancel()}
    >
      <div className={classes.padded}>
        <div className={classes.form}>
          {edit.fromEarlier && count > 0 && !edit.saving && edit.error == null && (
            <Alert color="accent" py={6} icon={<IconPencil size={15} aria-hidden />}>
              {t.changes(count)}
            </Alert>
          )}
          <TextInput
            label={text.records.fields.title}
            required
            maxLength={300}
            autoFocus
            value={edit.draft[NAME] ?? record.title}
            error={errorsOf(edit.error, "title").join("; ") || undefined}
            onChange={(event) => edit.set(NAME, event.currentTarget.value)}
          />
          {fields.map((attribute) => (
            <RecordField
              key={attribute.name}
              attribute={attribute}
              value={edit.draft[attribute.name] ?? asText(record.attributes[attribute.name])}
              used={used(attribute.name)}
              changed={attribute.name in edit.changed}
              error={fault(attribute.name)}
              set={(value) => edit.set(attribute.name, value)}
            />
          ))}
        </div>
      </div>
      {beside && (
        <div style={{ padding: "0 0.75rem" }}>
          <ErrorState error={edit.error} wrote />
        </div>
      )}
      <div className={classes.bar}>
        <Button variant="default" onClick={edit.cancel}>
          {t.cancel}
        </Button>
        <Button type="submit" loading={edit.saving} disabled={count === 0}>
          {t.save}
        </Button>
      </div>
    </form>
  );
}
