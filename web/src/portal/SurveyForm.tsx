// How it went, in one to five stars, once.
import { Button, Group, Radio, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { portal } from "../api/portal";
import { text } from "../text";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { ErrorState } from "../ui/states";
import classes from "./Portal.module.css";
import { Part } from "./PortalPage";
import { ownQuery } from "./queries";

const t = text.portal.survey;
const STARS = [1, 2, 3, 4, 5];

export function SurveyForm({ id }: { id: string }) {
  const queries = useQueryClient();
  const [stars, setStars] = useState("");
  const [comment, setComment] = useState("");
  const [missing, setMissing] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another answer is another request
  const once = useMemo(newRequest, [stars, comment]);
  const send = useMutation({
    mutationFn: () => portal.survey(id, { stars: Number(stars), comment: comment.trim() }, once),
    onSuccess: async (after) => {
      tell(t.thanks);
      queries.setQueryData(ownQuery(id).queryKey, after);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
  });
  return (
    <Part title={t.title}>
      <form
        className={`${classes.card} ${classes.form}`}
        aria-label={t.title}
        onSubmit={(event) => {
          event.preventDefault();
          setMissing(stars === "");
          if (stars !== "" && !send.isPending) send.mutate();
        }}
      >
        <Radio.Group
          aria-label={t.title}
          value={stars}
          error={missing && stars === "" ? t.needed : undefined}
          onChange={setStars}
        >
          <Group gap="lg">
            {STARS.map((count) => (
              <Radio key={count} size="md" value={String(count)} label={starsLabel(count)} />
            ))}
          </Group>
        </Radio.Group>
        <Textarea
          size="lg"
          label={t.comment}
          autosize
          minRows={2}
          value={comment}
          onChange={(event) => setComment(event.currentTarget.value)}
        />
        {send.error != null && <ErrorState error={send.error} wrote />}
        <Button type="submit" size="md" loading={send.isPending}>
          {t.send}
        </Button>
      </form>
    </Part>
  );
}

function starsLabel(count: number): string {
  const end = count === 1 ? t.worst : count === STARS.length ? t.best : "";
  return end ? `${t.stars(count)}, ${end}` : t.stars(count);
}
