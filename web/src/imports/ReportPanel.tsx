// The figures of a check or a run; each filters the rows below.
import { Text, UnstyledButton } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import type { Import, Report } from "../api/shapes";
import { text } from "../text";
import { number } from "../ui/format";
import { Panel } from "../ui/Panel";
import classes from "./Imports.module.css";
import { isQuiet, rejectedCount } from "./report";
import { DECISIONS } from "./search";

const route = getRouteApi("/imports/$id");
const t = text.imports.report;

export function ReportPanel({ run, report }: { run: Import; report: Report }) {
  const { decision } = route.useSearch();
  const navigate = route.useNavigate();
  const done = run.state === "applied" || run.state === "undone";
  const counts: Record<(typeof DECISIONS)[number], number> = {
    created: report.created,
    updated: report.updated,
    unchanged: report.unchanged,
    missing: report.missing,
    rejected: rejectedCount(report),
  };
  const notes = report.notes ?? [];
  const { created = 0, changed = 0, removed = 0 } = report.relations ?? {};
  return (
    <Panel
      title={done ? t.titleDone : t.title}
      aside={
        !done && (
          <Text size="xs" c="dimmed">
            {t.dry}
          </Text>
        )
      }
    >
      {isQuiet(report) && <Text mb="xs">{t.nothing}</Text>}
      <div className={classes.tiles}>
        {DECISIONS.map((name) => (
          <UnstyledButton
            key={name}
            className={classes.tile}
            data-alarm={name === "rejected" && counts[name] > 0}
            aria-pressed={decision === name}
            onClick={() =>
              navigate({
                search: (now) => ({ ...now, decision: now.decision === name ? undefined : name }),
                resetScroll: false,
              })
            }
          >
            <strong>{number(counts[name], 0)}</strong>
            {t[name]}
          </UnstyledButton>
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={6}>
        {t.relations(created, changed, removed)}
        {report.retired > 0 && ` ${number(report.retired, 0)} ${t.retired}.`}
      </Text>
      {notes.length > 0 && (
        <details style={{ marginTop: 6 }}>
          <summary style={{ cursor: "pointer" }}>
            {t.notes} ({notes.length})
          </summary>
          <ul style={{ margin: 0, paddingLeft: "1.1rem" }}>
            {notes.slice(0, 100).map((note) => (
              <li key={`${note.where} ${note.text}`}>
                {note.where && <span className="mono">{note.where}</span>} {note.text}
              </li>
            ))}
          </ul>
        </details>
      )}
    </Panel>
  );
}
