// The small page before somebody is signed in.
import { Group, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { Logo } from "../frame/Logo";

export function Card({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main style={{ maxWidth: 380, margin: "0 auto", padding: "12vh 16px 0" }}>
      <Group gap="xs" mb="lg" fw={680} fz="lg">
        <Logo />
      </Group>
      <section className="panel" style={{ padding: "1.1rem 1.25rem 1.4rem" }}>
        <Title order={1} mb="sm">
          {title}
        </Title>
        {children}
      </section>
    </main>
  );
}
