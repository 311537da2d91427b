// One template: what it says, whether it still fits, and its document.
import { Alert } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type Blank, type Template, templates } from "../api/templates";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { Facts } from "../ui/declared/Facts";
import { words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { templateQuery } from "./queries";

const route = getRouteApi("/templates/$name");
const t = text.templates;
const START = {
  practice: "change",
  label: "",
  about: "",
  title: "Patch {server}",
  fields: { justification: "" },
  blanks: [{ id: "server", label: "Which server?", class: "server" }],
  minutes: 60,
  plan: {
    kind: "standard",
    edits: [],
    down: [{ ci: "{server}", minutes: 10 }],
    backout: "",
    tests: "",
    backout_minutes: 15,
  },
  tasks: [{ id: "do", title: "Do it on {server}" }],
};
/** What the server works out; a document does not say it. */
const WORKED_OUT = new Set(["standard", "fault"]);

export function TemplatePage() {
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const found = useQuery(templateQuery(name));
  return (
    <DeclaredPage
      key={name}
      name={name}
      needs="template.manage"
      answer={found}
      template={START}
      hidden={WORKED_OUT}
      back={
        <AnchorLink to="/templates" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={(each) => each.label}
      summary={(each) => <Summary template={each} />}
      put={(revision, document) => templates.put(name, revision, document)}
      remove={(revision) => templates.remove(name, revision)}
      gone={() => navigate({ to: "/templates", search: {} })}
    />
  );
}

function Summary({ template }: { template: Template }) {
  const backout = template.plan?.backout;
  return (
    <>
      {template.fault && (
        <Alert color="orange" icon={<IconAlertTriangle size={16} aria-hidden />} title={t.noLonger} mb="sm">
          {template.fault}
        </Alert>
      )}
      <Facts
        facts={[
          [t.facts.about, template.about || "–"],
          [t.facts.for, words(template.practice)],
          [t.facts.title, template.title],
          [t.facts.blanks, template.blanks.map(blankWords).join("; ") || "–"],
          [t.facts.fields, Object.keys(template.fields).map(words).join(", ") || "–"],
          [t.facts.tasks, template.tasks.map((each) => each.title).join(", ") || "–"],
          [t.facts.approval, template.standard ? t.standard : t.usual],
          [t.facts.window, template.minutes === null ? "–" : t.minutes(template.minutes)],
          [t.facts.backout, typeof backout === "string" && backout ? backout : "–"],
        ]}
      />
    </>
  );
}

function blankWords(blank: Blank): string {
  const what = blank.kind === "text" ? t.words : blank.class ? words(blank.class) : t.anyCi;
  return `${blank.label} (${what})`;
}
