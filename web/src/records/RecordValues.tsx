// What is recorded beside what the head of the page says.
import { Button, Text } from "@mantine/core";
import { useState } from "react";
import type { Practice, PracticeAttribute, RecordDetail } from "../api/shapes";
import { text } from "../text";
import { CiLink } from "../ui/links";
import { Time } from "../ui/Time";
import { isLong, wordsOf } from "./fields";
import classes from "./Records.module.css";

const t = text.records.page;
const IN_HEAD = new Set([
  "priority",
  "impact",
  "urgency",
  "impact_reason",
  "team",
  "assignee",
  "requester",
  "opened_at",
  "resolved_at",
]);

export function RecordValues({ record, practice }: { record: RecordDetail; practice: Practice }) {
  const [all, setAll] = useState(false);
  const fields = practice.attributes.filter((each) => !IN_HEAD.has(each.name));
  const isSet = (each: PracticeAttribute) => {
    const value = record.attributes[each.name];
    return value != null && !(each.derived && value === 0);
  };
  const filled = fields.filter(isSet);
  const empty = fields.filter((each) => !isSet(each) && !each.derived);
  return (
    <>
      <dl style={{ margin: 0 }}>
        {(all ? [...filled, ...empty] : filled).map((each) => (
          <div key={each.name} className={classes.value} data-long={isLong(each)}>
            <dt title={each.description || undefined}>{each.label}</dt>
            <dd>
              {each.refers_to && typeof record.attributes[each.name] === "string" ? (
                <CiLink id={record.attributes[each.name] as string} />
              ) : each.type === "datetime" && typeof record.attributes[each.name] === "string" ? (
                <Time at={record.attributes[each.name] as string} absolute />
              ) : (
                wordsOf(each, record.attributes[each.name])
              )}
            </dd>
          </div>
        ))}
      </dl>
      {filled.length === 0 && !all && (
        <Text c="dimmed" px="md" pb="xs">
          {t.nothing}
        </Text>
      )}
      {empty.length > 0 && (
        <Button variant="subtle" size="compact-xs" m={6} onClick={() => setAll(!all)}>
          {all ? t.hideUnset : t.showUnset(empty.length)}
        </Button>
      )}
    </>
  );
}
