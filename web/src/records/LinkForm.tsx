// A link to be added: how, then the CI or the record that it leads to.
import { Button, Group, Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import type { Noun } from "../api/records";
import type { Practice, RecordDetail } from "../api/shapes";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { words } from "../ui/format";
import { tell } from "../ui/notify";
import { ErrorState } from "../ui/states";
import { practicesQuery } from "./queries";
import { RecordPicker } from "./RecordPicker";
import classes from "./Records.module.css";
import { isNoun } from "./search";

const t = text.records.links;
/** Where a role usually leads. */
const USUAL: Record<string, Noun> = {
  has_problem: "problems",
  caused_by: "changes",
  fixed_by: "changes",
  documented_in: "articles",
};

type Props = { noun: Noun; practice: Practice; record: RecordDetail; close: () => void };

export function LinkForm({ noun, practice, record, close }: Props) {
  const queries = useQueryClient();
  const practices = useQuery(practicesQuery).data ?? [];
  const [role, setRole] = useState(practice.links[0]?.role ?? "");
  const [among, setAmong] = useState<Noun | null>(null);
  const link = practice.links.find((each) => each.role === role);
  const chosen = among ?? USUAL[role] ?? noun;
  const add = useMutation({
    mutationFn: (to: string) => api.records.link(noun, record.key, { role, to }),
    onSuccess: async () => {
      tell(t.added);
      await queries.invalidateQueries({ queryKey: ["graph"] });
      close();
    },
  });
  return (
    <div className={classes.padded}>
      <div className={classes.form}>
        <Select
          label={t.role}
          data={practice.links.map((each) => ({
            value: each.role,
            label: words(each.label) + kindOf(each, practice),
          }))}
          value={role}
          allowDeselect={false}
          onChange={(next) => {
            setRole(next ?? role);
            setAmong(null);
          }}
        />
        {link?.to === "ci" && <CiPicker label={t.ci} onPick={(hit) => add.mutate(hit.key)} />}
        {link?.to === "record" && (
          <>
            <Select
              label={t.practice}
              data={practices.map((each) => ({ value: each.noun, label: each.plural }))}
              value={chosen}
              allowDeselect={false}
              onChange={(next) => setAmong(next && isNoun(next) ? next : null)}
            />
            <RecordPicker key={chosen} noun={chosen} onPick={(key) => add.mutate(key)} />
          </>
        )}
        {add.error != null && <ErrorState error={add.error} wrote />}
        <Group gap="xs">
          <Button variant="default" onClick={close}>
            {t.cancel}
          </Button>
        </Group>
      </div>
    </div>
  );
}

/** What tells two roles of the same words apart: "was caused by" a CI or a record. */
function kindOf(link: Practice["links"][number], practice: Practice): string {
  const twice = practice.links.filter((each) => each.label === link.label).length > 1;
  return twice ? ` (${link.to === "ci" ? t.ci : t.record.toLowerCase()})` : "";
}
