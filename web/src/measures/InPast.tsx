// Measures are told as of now only: what to do while the client shows the past.

import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { text } from "../text";
import { Page } from "../ui/Page";
import { EmptyState } from "../ui/states";

const t = text.measures;

export function InPast() {
  const navigate = useNavigate();
  return (
    <Page title={t.title}>
      <EmptyState
        title={t.inPast}
        action={
          <Button
            variant="default"
            onClick={() => navigate({ to: ".", search: (now) => ({ ...now, as_of: undefined }) })}
          >
            {text.frame.clock.return}
          </Button>
        }
      />
    </Page>
  );
}
