// "Something does not work": one line is enough; articles that may help come while it is typed.
import { Alert, Button, Radio, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { ownAttachments } from "../api/beside";
import { portal } from "../api/portal";
import { errorsElsewhere, errorsOf, Problem } from "../api/problem";
import { text } from "../text";
import { reasonOf } from "../ui/FileDrop";
import { tell, warn } from "../ui/notify";
import { newRequest } from "../ui/once";
import { useRemembered } from "../ui/remembered";
import { ErrorState } from "../ui/states";
import { ChosenFiles } from "./ChosenFiles";
import { Hits } from "./Hits";
import classes from "./Portal.module.css";
import { Part, PortalPage } from "./PortalPage";
import { fileLimitsQuery, helpQuery, statusQuery } from "./queries";

const route = getRouteApi("/portal/report");
const t = text.portal.report;
const FIELDS = ["title", "description", "service", "effect"];
const MOST_HINTS = 3;

type Kept = { title: string; description: string };
const NOTHING: Kept = { title: "", description: "" };

export function ReportPage() {
  const { service, title } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueryClient();
  const services = useQuery(statusQuery);
  const limits = useQuery(fileLimitsQuery).data;
  const [kept, keep] = useRemembered<Kept>("portal.report", NOTHING);
  const [effect, setEffect] = useState<"down" | "degraded">("degraded");
  const [empty, setEmpty] = useState(false);
  const [files, setFiles] = useState<File[]>([]);
  const said: Kept = { ...kept, title: kept.title || title || "" };
  const body = {
    title: said.title.trim(),
    description: said.description.trim(),
    service: service ?? null,
    effect,
  };
  const mark = JSON.stringify(body);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another report is another request
  const once = useMemo(newRequest, [mark]);
  const send = useMutation({
    mutationFn: async () => {
      const made = await portal.report(body, once);
      for (const file of files) await along(made.key, file);
      return made;
    },
    onSuccess: async (made) => {
      keep(null);
      tell(t.sent(made.key));
      await queries.invalidateQueries({ queryKey: ["graph"] });
      await navigate({ to: "/portal/mine/$key", params: { key: made.key }, search: {} });
    },
  });
  const fault = (name: string) => errorsOf(send.error, name).join("; ") || undefined;
  const beside =
    send.error != null &&
    (!(send.error instanceof Problem) || errorsElsewhere(send.error, FIELDS).length > 0);
  const submit = () => {
    setEmpty(body.title === "");
    if (body.title !== "" && !send.isPending) send.mutate();
  };
  return (
    <PortalPage title={t.title} about={t.about}>
      <form
        noValidate
        aria-label={t.title}
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        {kept.title !== "" && title && title !== kept.title && (
          <Alert color="accent" p="xs">
            {t.kept}
          </Alert>
        )}
        <TextInput
          size="lg"
          label={t.what}
          description={t.whatHelp}
          required
          maxLength={300}
          value={said.title}
          error={empty && body.title === "" ? t.whatNeeded : fault("title")}
          onChange={(event) => keep({ ...said, title: event.currentTarget.value })}
        />
        <Hints words={body.title} />
        <Textarea
          size="lg"
          label={t.more}
          description={t.moreHelp}
          autosize
          minRows={3}
          maxRows={12}
          value={said.description}
          error={fault("description")}
          onChange={(event) => keep({ ...said, description: event.currentTarget.value })}
        />
        <ChosenFiles files={files} set={setFiles} limits={limits} />
        <Select
          size="lg"
          label={t.service}
          placeholder={t.serviceNone}
          searchable
          clearable
          clearButtonProps={{ "aria-label": t.serviceNone }}
          data={(services.data ?? []).map((each) => ({ value: each.key, label: each.name }))}
          value={service ?? null}
          error={fault("service")}
          onChange={(value) =>
            navigate({
              search: (now) => ({ ...now, service: value ?? undefined }),
              replace: true,
              resetScroll: false,
            })
          }
        />
        <Radio.Group
          size="lg"
          label={t.effect}
          value={effect}
          error={fault("effect")}
          onChange={(value) => setEffect(value === "down" ? "down" : "degraded")}
        >
          <Stack gap="xs" mt="xs">
            <Radio size="md" value="degraded" label={t.degraded} />
            <Radio size="md" value="down" label={t.down} />
          </Stack>
        </Radio.Group>
        {beside && <ErrorState error={send.error} wrote />}
        <Button type="submit" size="lg" loading={send.isPending}>
          {t.send}
        </Button>
      </form>
    </PortalPage>
  );
}

/** The report stands already, so a file that is refused is told of and can be added on its page. */
async function along(key: string, file: File) {
  try {
    await ownAttachments.add(key, file, newRequest(), () => undefined);
  } catch (error) {
    warn(text.portal.files.notSent(file.name, reasonOf(error)));
  }
}

function Hints({ words }: { words: string }) {
  const [settled] = useDebouncedValue(words, 250);
  const hits = useQuery(helpQuery(settled));
  const found = settled.length > 2 ? (hits.data ?? []).slice(0, MOST_HINTS) : [];
  return (
    <div aria-live="polite">
      {found.length > 0 && (
        <Part title={t.helps}>
          <Hits hits={found} newTab />
        </Part>
      )}
    </div>
  );
}
