// The plan of a change: shown as a diff, and edited in place while the change may still be planned anew.
import { Alert, Button, Group, Text } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import type { ChangePlan } from "../api/changes";
import { text } from "../text";
import { Panel } from "../ui/Panel";
import { ErrorState } from "../ui/states";
import { downIn } from "../what-if/plan";
import classes from "./Changes.module.css";
import { DoneEdits } from "./DoneEdits";
import type { Told } from "./links";
import { PlanConflict } from "./PlanConflict";
import { faultWords, PlanFields } from "./PlanFields";
import { PlanLines } from "./PlanLines";
import { SettleEdits } from "./SettleEdits";
import { documentOf, type PlanEdit, usePlanEdit } from "./usePlanEdit";

const t = text.changes.plan;

type Props = Told & { found: ChangePlan; editable: boolean; working: boolean };

export function PlanPart({ found, editable, working, nameOf }: Props) {
  const edit = usePlanEdit(found);
  const plan = documentOf(found);
  const editing = editable && edit.editing;
  return (
    <Panel
      title={t.title}
      aside={
        editable && !editing ? (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconPencil size={13} aria-hidden />}
            onClick={edit.start}
          >
            {t.edit}
          </Button>
        ) : (
          <Text size="sm">{t.count(plan.edits.length, downIn(plan).length)}</Text>
        )
      }
    >
      {editing ? (
        <Editing edit={edit} nameOf={nameOf} />
      ) : (
        <>
          <PlanLines found={found} plan={plan} nameOf={nameOf} />
          {working && <SettleEdits found={found} nameOf={nameOf} />}
          {working && <DoneEdits found={found} nameOf={nameOf} />}
        </>
      )}
    </Panel>
  );
}

function Editing({ edit, nameOf }: Told & { edit: PlanEdit }) {
  if (edit.theirs) return <PlanConflict edit={edit} theirs={edit.theirs} />;
  return (
    <form
      noValidate
      aria-label={t.edit}
      onSubmit={(event) => {
        event.preventDefault();
        edit.submit();
      }}
      onKeyDown={(event) => event.key === "Escape" && !event.defaultPrevented && edit.cancel()}
    >
      <div className={classes.form}>
        {edit.error != null && <ErrorState error={edit.error} wrote />}
        <PlanFields
          parts={edit.parts}
          set={edit.set}
          fault={faultWords(edit.faults, edit.error)}
          nameOf={nameOf}
        />
        {Object.keys(edit.faults).length > 0 && (
          <Alert color="red" role="alert" py={6}>
            {Object.values(edit.faults)
              .map((fault) => text.changes.form.faults[fault ?? ""])
              .filter((said, index, all) => all.indexOf(said) === index)
              .join(" ")}
          </Alert>
        )}
        <Group gap="xs">
          <Button type="submit" loading={edit.saving}>
            {text.changes.form.save}
          </Button>
          <Button variant="default" onClick={edit.cancel}>
            {text.ui.cancel}
          </Button>
        </Group>
      </div>
    </form>
  );
}
