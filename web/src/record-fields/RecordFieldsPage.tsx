// The fields that are declared, by practice.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { type PracticeFields, recordFields } from "../api/record-fields";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { Loaded } from "../ui/states";

const t = text.recordFields;

const everyQuery = queryOptions({
  queryKey: ["graph", "record fields"],
  queryFn: async () => (await recordFields.list()).items,
});

export function RecordFieldsPage() {
  const found = useQuery(everyQuery);
  return (
    <Page title={t.title} about={t.about}>
      <Panel flush label={t.title}>
        <Loaded answer={found} rows={6}>
          {(items) => (
            <DeclaredTable
              label={t.title}
              heads={t.heads}
              rows={items.map((each) => ({ key: each.practice, cells: cellsOf(each) }))}
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}

function cellsOf({ practice, label, fields }: PracticeFields) {
  const states = [...new Set(fields.flatMap((each) => each.required_in))];
  return [
    <AnchorLink key="name" to="/record-fields/$practice" params={{ practice }} search={{}}>
      {label}
    </AnchorLink>,
    fields.map((each) => each.label || words(each.name)).join(", ") || t.none,
    states.map(words).join(", ") || "–",
  ];
}
