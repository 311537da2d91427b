// Everything that one reported and requested, what is open first.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { OwnRow } from "../api/portal";
import { text } from "../text";
import { ButtonLink } from "../ui/links";
import { EmptyState, Loaded } from "../ui/states";
import { OwnRows } from "./OwnRows";
import { Part, PortalPage } from "./PortalPage";
import { mineQuery } from "./queries";

const t = text.portal.mine;

export function MinePage() {
  const mine = useInfiniteQuery(mineQuery);
  return (
    <PortalPage title={t.title} about={t.about}>
      <Loaded answer={mine} rows={6}>
        {(data) => <Shown rows={data.pages.flatMap((page) => page.items)} />}
      </Loaded>
      {mine.hasNextPage && (
        <Button
          size="md"
          variant="default"
          loading={mine.isFetchingNextPage}
          onClick={() => mine.fetchNextPage()}
        >
          {t.more}
        </Button>
      )}
    </PortalPage>
  );
}

function Shown({ rows }: { rows: OwnRow[] }) {
  const open = rows.filter((row) => row.phase !== "closed");
  const over = rows.filter((row) => row.phase === "closed");
  if (rows.length === 0)
    return (
      <EmptyState
        title={t.none}
        action={
          <ButtonLink to="/portal/report" search={{}} size="md">
            {text.portal.home.report}
          </ButtonLink>
        }
      >
        {t.noneAbout}
      </EmptyState>
    );
  return (
    <>
      {open.length > 0 && (
        <Part title={t.open}>
          <OwnRows rows={open} />
        </Part>
      )}
      {over.length > 0 && (
        <Part title={t.over}>
          <OwnRows rows={over} />
        </Part>
      )}
    </>
  );
}
