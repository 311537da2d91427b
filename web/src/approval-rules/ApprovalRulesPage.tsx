// Who must agree to a change: the rules in the order in which they are asked, and those declared here as a document.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { type ApprovalRule, type ApprovalRules, approvalRules } from "../api/declared";
import { useNames } from "../changes/useNames";
import { may } from "../session/may";
import { text } from "../text";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { DocumentEditor } from "../ui/declared/DocumentEditor";
import { Page } from "../ui/Page";
import { Panel } from "../ui/Panel";
import { sessionQuery } from "../ui/queries";
import { Loaded } from "../ui/states";
import { useAsOf } from "../ui/useAsOf";
import { useClassLabel } from "../ui/useClassLabel";
import { DriftPolicy } from "./DriftPolicy";
import { whoInWords } from "./who";

const t = text.approvalRules;
const NAME = "rules";

const rulesQuery = queryOptions({
  queryKey: ["graph", "approval rules"],
  queryFn: () => approvalRules.get(),
});

export function ApprovalRulesPage() {
  const asOf = useAsOf();
  const rules = useQuery(rulesQuery);
  const writable = may(useQuery(sessionQuery).data, "board.manage") && !asOf;
  return (
    <Page title={t.title} about={t.about} narrow>
      <Loaded answer={rules} rows={8}>
        {(found) => (
          <>
            <Rules found={found} />
            <DocumentEditor
              key={found.revision}
              name={NAME}
              document={{ rules: found.declared }}
              writable={writable}
              save={(document) => approvalRules.put(found.revision, document)}
              gone={() => undefined}
            />
          </>
        )}
      </Loaded>
      <DriftPolicy />
    </Page>
  );
}

function Rules({ found }: { found: ApprovalRules }) {
  const all = [...found.declared, ...found.shipped];
  const nameOf = useNames(
    all.flatMap((rule) => rule.services ?? []),
    {},
  );
  const labelOf = useClassLabel();
  const cells = (rule: ApprovalRule, index: number) => [
    String(index + 1),
    rule.name,
    t.voices(rule.votes),
    fits(rule, nameOf, labelOf),
    rule.who?.length ? whoInWords(rule.who) : t.anyone,
    index < found.declared.length ? text.declared.own : text.declared.shipped,
  ];
  return (
    <Panel flush label={t.title}>
      <DeclaredTable
        label={t.title}
        heads={t.heads}
        rows={all.map((rule, index) => ({ key: `${index} ${rule.name}`, cells: cells(rule, index) }))}
        phone={({ cells: [number, name, ...rest] }) => ({ title: `${number}. ${name}`, line: rest })}
      />
    </Panel>
  );
}

/** What a change must be for a rule to fit, each part in words. */
function fits(
  rule: ApprovalRule,
  nameOf: (key: string) => string,
  labelOf: (name: string) => string,
): string {
  const joined = (words: string[]) => words.join(t.or);
  const { levels } = text.changes.risk;
  const { kinds } = text.changes.form;
  const parts = [
    rule.kinds?.length ? t.kinds(joined(rule.kinds.map((each) => kinds[each] ?? each))) : "",
    rule.levels?.length ? t.levels(joined(rule.levels.map((each) => levels[each] ?? each))) : "",
    rule.classes?.length ? t.classes(joined(rule.classes.map(labelOf))) : "",
    rule.services?.length ? t.services(joined(rule.services.map(nameOf))) : "",
    rule.freeze ? t.freeze : "",
  ].filter(Boolean);
  return parts.join(t.and) || t.every;
}
