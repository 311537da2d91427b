// The frame of a list: a query, facets beside it (behind a button on a phone), and what the query found.
import { Button, Collapse, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconAdjustmentsHorizontal } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { text } from "../text";
import classes from "./List.module.css";
import { ErrorState, Waiting } from "./states";
import { useWide } from "./useWide";

type Props = {
  bar: ReactNode;
  facets: ReactNode;
  waiting: boolean;
  /** What failed; null where the query itself is at fault, which its bar tells. */
  error: Error | null;
  retry: () => void;
  /** Stands in place of rows while the query cannot be read. */
  fault: string | undefined;
  children: ReactNode;
};

export function ListLayout({ bar, facets, waiting, error, retry, fault, children }: Props) {
  const wide = useWide();
  const [filters, { toggle }] = useDisclosure(false);
  return (
    <>
      <Group gap="xs" align="flex-start">
        {bar}
        {!wide && (
          <Button
            size="sm"
            variant="default"
            leftSection={<IconAdjustmentsHorizontal size={15} aria-hidden />}
            onClick={toggle}
            aria-expanded={filters}
          >
            {filters ? text.ui.list.hideFilters : text.ui.list.showFilters}
          </Button>
        )}
      </Group>
      <div className={classes.layout}>
        <Collapse expanded={wide || filters} transitionDuration={0}>
          {facets}
        </Collapse>
        <div className="panel">
          {error ? <ErrorState error={error} retry={retry} /> : null}
          {waiting && !error && (
            <div style={{ padding: "0.75rem" }}>
              <Waiting rows={14} />
            </div>
          )}
          {fault && (
            <Text c="dimmed" p="md">
              {fault}
            </Text>
          )}
          {children}
        </div>
      </div>
    </>
  );
}
