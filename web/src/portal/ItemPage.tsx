// One thing that may be requested: what it is, what is asked, and the request.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { CatalogueItem } from "../api/declared";
import { portal } from "../api/portal";
import { errorsElsewhere, errorsOf, Problem } from "../api/problem";
import { text } from "../text";
import { sentence } from "../ui/format";
import { AnchorLink, ButtonLink } from "../ui/links";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { useRemembered } from "../ui/remembered";
import { EmptyState, ErrorState, Loaded } from "../ui/states";
import classes from "./Portal.module.css";
import { PortalPage } from "./PortalPage";
import { QuestionField } from "./QuestionField";
import { offeredItemQuery } from "./queries";
import { answersOf, questionsOf } from "./questions";

const route = getRouteApi("/portal/catalogue/$name");
const t = text.portal.catalogue;

export function ItemPage() {
  const { name } = route.useParams();
  const item = useQuery(offeredItemQuery(name));
  if (item.error instanceof Problem && item.error.status === 404)
    return (
      <PortalPage title={t.missing}>
        <EmptyState
          title={name}
          action={
            <ButtonLink to="/portal/catalogue" search={{}} size="md">
              {t.back}
            </ButtonLink>
          }
        >
          {t.missingAbout}
        </EmptyState>
      </PortalPage>
    );
  if (!item.data)
    return (
      <PortalPage title={t.title}>
        <Loaded answer={item} rows={8}>
          {() => null}
        </Loaded>
      </PortalPage>
    );
  return <Shown key={item.data.name} item={item.data} />;
}

function Shown({ item }: { item: CatalogueItem }) {
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const [typed, keep] = useRemembered<Record<string, string>>(`portal.request.${item.name}`, {});
  const [faults, setFaults] = useState<Record<string, string>>({});
  const [tries, setTries] = useState(0);
  const form = useRef<HTMLFormElement>(null);
  const questions = questionsOf(item.form);
  const mark = JSON.stringify(typed);
  // biome-ignore lint/correctness/useExhaustiveDependencies: other answers are another request
  const once = useMemo(newRequest, [mark]);
  const send = useMutation({
    mutationFn: () => portal.request(item.name, answersOf(questions, typed).answers, once),
    onSuccess: async (made) => {
      keep(null);
      tell(t.sent(made.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/portal/mine/$key", params: { key: made.key }, search: {} });
    },
  });
  const submit = () => {
    if (send.isPending) return;
    const found = answersOf(questions, typed).faults;
    setFaults(found);
    if (Object.keys(found).length === 0) send.mutate();
    else setTries(tries + 1);
  };
  // Once the faults of a try are drawn, not before: the first of them gets the focus.
  useEffect(() => {
    if (tries === 0 && send.error == null) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries, send.error]);
  const fields = questions.map((each) => `answers.${each.name}`);
  const fault = (name: string) =>
    faults[name] ?? (errorsOf(send.error, `answers.${name}`).map(sentence).join(" ") || undefined);
  const beside =
    send.error != null &&
    (!(send.error instanceof Problem) || errorsElsewhere(send.error, fields).length > 0);
  const facts = [item.delivery_days ? t.days(item.delivery_days) : "", item.approval ? t.approval : ""];
  return (
    <PortalPage title={item.title} about={item.description}>
      <form
        ref={form}
        noValidate
        aria-label={item.title}
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {questions.length === 0 && <p className={classes.about}>{t.nothingAsked}</p>}
        {questions.map((question) => (
          <QuestionField
            key={question.name}
            question={question}
            value={typed[question.name] ?? ""}
            error={fault(question.name)}
            set={(value) => {
              keep({ ...typed, [question.name]: value });
              setFaults(({ [question.name]: _, ...rest }) => rest);
            }}
          />
        ))}
        {beside && <ErrorState error={send.error} wrote />}
        <Button type="submit" size="lg" loading={send.isPending}>
          {t.send}
        </Button>
        <p className={classes.small} style={{ margin: 0 }}>
          {sentence(facts.filter(Boolean).join("; "))}{" "}
          <AnchorLink to="/portal/catalogue" search={{}}>
            {t.back}
          </AnchorLink>
        </p>
      </form>
    </PortalPage>
  );
}
