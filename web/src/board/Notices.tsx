// Drafts to the owners of what a change affects: read, copied, never sent from here.
import { Button, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { text } from "../text";
import { copyText } from "../ui/download";
import { tell } from "../ui/notify";
import { Loaded } from "../ui/states";
import classes from "./Board.module.css";
import { noticesQuery } from "./queries";

const t = text.board.notices;

export function Notices({ change }: { change: string }) {
  const [opened, setOpened] = useState(false);
  const answer = useQuery(noticesQuery(change, opened));
  const copy = async (draft: string) => {
    if (await copyText(draft)) tell(t.copied);
  };
  return (
    <details className={classes.order} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>{t.title}</summary>
      {opened && (
        <Loaded answer={answer} rows={3}>
          {(found) =>
            found.length === 0 ? (
              <Text size="sm">{t.none}</Text>
            ) : (
              <>
                <Text size="sm">{t.about}</Text>
                <ul className={classes.list} aria-label={t.title}>
                  {found.map((each) => (
                    <li key={each.owner}>
                      <strong>{each.owner || t.nobody}</strong>: {each.subject}
                      <pre className={classes.draft}>{each.text}</pre>
                      <Button
                        variant="default"
                        size="compact-sm"
                        onClick={() => copy(`${each.subject}\n\n${each.text}`)}
                      >
                        {t.copy(each.owner || t.nobody)}
                      </Button>
                    </li>
                  ))}
                </ul>
              </>
            )
          }
        </Loaded>
      )}
    </details>
  );
}
