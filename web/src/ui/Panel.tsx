// A framed part of a page with a small heading.
import { Group, Title } from "@mantine/core";
import type { ReactNode } from "react";

type Props = { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean; label?: string };

export function Panel({ title, aside, children, flush = false, label }: Props) {
  return (
    <section className="panel" aria-label={label ?? (typeof title === "string" ? title : undefined)}>
      {(title || aside) && (
        <Group justify="space-between" px="md" pt="sm" pb={flush ? "xs" : 0} gap="xs">
          {title && (
            <Title order={2} size="h3">
              {title}
            </Title>
          )}
          {aside}
        </Group>
      )}
      <div style={{ padding: flush ? 0 : "0.5rem 0.75rem 0.75rem" }}>{children}</div>
    </section>
  );
}
