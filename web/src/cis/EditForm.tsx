// The values of a CI as fields in one column; each error stands beside its field.
import { Alert, Button, Group, Select, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { errorsElsewhere, errorsOf } from "../api/problem";
import type { Attribute, CiClass, CiDetail, Lifecycle } from "../api/shapes";
import { text } from "../text";
import { ErrorState } from "../ui/states";
import { AttributeField } from "./AttributeField";
import classes from "./Ci.module.css";
import { Conflict } from "./Conflict";
import { LIFECYCLE, NAME, textIn } from "./draft";
import type { CiEdit } from "./useCiEdit";

const t = text.cis.overview;

type Props = {
  ci: CiDetail;
  cls: CiClass | undefined;
  attributes: Attribute[];
  lifecycles: Lifecycle[];
  edit: CiEdit;
};

export function EditForm({ ci, cls, attributes, lifecycles, edit }: Props) {
  if (edit.theirs) return <Conflict saw={ci} now={edit.theirs} attributes={attributes} edit={edit} />;
  const typed = (field: string) => edit.draft[field] ?? textIn(ci, field);
  const fault = (field: string) =>
    edit.faults[field] ?? (errorsOf(edit.error, field).join("; ") || undefined);
  const states = lifecycles.find((each) => each.name === cls?.lifecycle) ?? lifecycles[0];
  const known = [NAME, LIFECYCLE, ...attributes.map((each) => each.name)];
  const beside = errorsElsewhere(edit.error, known);
  const count = Object.keys(edit.changed).length;
  const shownBeside =
    edit.error != null && (beside.length > 0 || errorsElsewhere(edit.error, []).length === 0);
  return (
    <form
      aria-label={t.edit}
      onSubmit={(event) => {
        event.preventDefault();
        edit.submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && count === 0 && edit.cancel()}
    >
      {edit.fromEarlier && count > 0 && !edit.saving && edit.error == null && (
        <Alert color="accent" py={6} mx="md" mb="xs" icon={<IconPencil size={15} />}>
          {t.changes(count)}
        </Alert>
      )}
      <div className={classes.form}>
        <TextInput
          label={t.name}
          value={typed(NAME)}
          error={fault(NAME)}
          onChange={(event) => edit.set(NAME, event.currentTarget.value)}
          data-autofocus
          autoFocus
        />
        <Select
          label={t.lifecycle}
          value={typed(LIFECYCLE)}
          error={fault(LIFECYCLE)}
          data={(states?.states ?? [{ name: ci.lifecycle, label: ci.lifecycle }]).map((state) => ({
            value: state.name,
            label: state.label,
          }))}
          allowDeselect={false}
          onChange={(value) => value && edit.set(LIFECYCLE, value)}
        />
        {attributes.map((attribute) => (
          <AttributeField
            key={attribute.name}
            attribute={attribute}
            value={typed(attribute.name)}
            changed={attribute.name in edit.changed}
            error={fault(attribute.name)}
            set={(value) => edit.set(attribute.name, value)}
          />
        ))}
      </div>
      {shownBeside && (
        <div style={{ padding: "0 0.75rem" }}>
          <ErrorState error={edit.error} wrote />
        </div>
      )}
      <div className={classes.bar}>
        <TextInput
          label={t.reason}
          value={edit.reason}
          onChange={(event) => edit.setReason(event.currentTarget.value)}
          flex="1 1 180px"
        />
        <Group gap="xs">
          <Button variant="default" onClick={edit.cancel}>
            {t.cancel}
          </Button>
          <Button type="submit" loading={edit.saving} disabled={count === 0}>
            {t.save}
          </Button>
        </Group>
      </div>
    </form>
  );
}
