// Where an address leads nowhere, and where a page broke.
import type { ErrorComponentProps } from "@tanstack/react-router";
import { text } from "../text";
import { ButtonLink } from "../ui/links";
import { EmptyState, ErrorState } from "../ui/states";

export function NoSuchPage() {
  return (
    <EmptyState
      title={text.ui.notFound}
      action={
        <ButtonLink to="/" search={{}}>
          {text.ui.home}
        </ButtonLink>
      }
    >
      {text.ui.notFoundDetail}
    </EmptyState>
  );
}

export function Crashed({ error, reset }: ErrorComponentProps) {
  return (
    <div style={{ maxWidth: 640, margin: "0 auto", padding: "10vh 16px" }}>
      <ErrorState error={error} retry={reset} />
    </div>
  );
}
