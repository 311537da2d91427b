// What waits for one's own yes or no: what was asked for, by whom, and the decision with its reason.
import { Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type PortalApproval, portal, type Vote } from "../api/portal";
import { errorsOf } from "../api/problem";
import { text } from "../text";
import { sentence } from "../ui/format";
import { ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import classes from "./Portal.module.css";
import { PortalPage } from "./PortalPage";
import { approvalsQuery } from "./queries";
import { answerWords } from "./questions";

const t = text.portal.approvals;

export function ApprovalsPage() {
  const waiting = useQuery(approvalsQuery);
  return (
    <PortalPage title={t.title} about={t.about}>
      <Loaded answer={waiting} rows={6}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              title={t.none}
              action={
                <ButtonLink to="/portal" search={{}} size="md">
                  {text.portal.nav.home}
                </ButtonLink>
              }
            >
              {t.noneAbout}
            </EmptyState>
          ) : (
            items.map((each) => <Approval key={each.key} approval={each} />)
          )
        }
      </Loaded>
    </PortalPage>
  );
}

function Approval({ approval }: { approval: PortalApproval }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState("");
  const [empty, setEmpty] = useState(false);
  const decide = useMutation({
    mutationFn: (decision: Vote["decision"]) =>
      portal.decide(approval.key, { decision, reason: reason.trim() }, newRequest()),
    onSuccess: async (found) => {
      tell(found.state === "approval" ? t.counted(approval.key) : t.done(approval.key, found.state_label));
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  const decline = () => {
    setEmpty(reason.trim() === "");
    if (reason.trim() !== "") decide.mutate("reject");
  };
  const fault =
    empty && reason.trim() === "" ? t.reasonNeeded : errorsOf(decide.error, "reason").map(sentence).join(" ");
  return (
    <section className={classes.card} aria-label={`${approval.key} ${approval.title}`}>
      <h2 className={classes.heading}>{approval.item?.title ?? approval.title}</h2>
      <p className={classes.about}>
        {t.asked(approval.requester)} <Time at={approval.opened_at} /> · {approval.key}
        {approval.votes > 1 && ` · ${t.voices(approval.agreed, approval.votes)}`}
      </p>
      {approval.answers.length > 0 && (
        <dl className={classes.facts} style={{ margin: "0.75rem 0" }}>
          {approval.answers.map(({ name, title, value }) => (
            <div key={name}>
              <dt>{title}</dt>
              <dd>{answerWords(value)}</dd>
            </div>
          ))}
        </dl>
      )}
      <Textarea
        size="md"
        label={t.reason}
        description={t.reasonHelp}
        autosize
        minRows={1}
        maxRows={8}
        maxLength={2000}
        value={reason}
        error={fault || undefined}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      {decide.error != null && !fault && <ErrorState error={decide.error} wrote />}
      <Group gap="sm" mt="sm">
        <Button
          size="md"
          loading={decide.isPending && decide.variables === "approve"}
          disabled={decide.isPending}
          onClick={() => decide.mutate("approve")}
        >
          {t.approve}
        </Button>
        <Button
          size="md"
          variant="default"
          loading={decide.isPending && decide.variables === "reject"}
          disabled={decide.isPending}
          onClick={decline}
        >
          {t.decline}
        </Button>
      </Group>
    </section>
  );
}
