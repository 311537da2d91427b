// A page of the portal: a large title, one line about it, one column.
import { Title } from "@mantine/core";
import type { ReactNode } from "react";
import { usePageTitle } from "../ui/Page";
import classes from "./Portal.module.css";

type Props = { title: string; about?: ReactNode; children: ReactNode };

export function PortalPage({ title, about, children }: Props) {
  usePageTitle(title);
  return (
    <div className={classes.page}>
      <div>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {about && <p className={classes.about}>{about}</p>}
      </div>
      {children}
    </div>
  );
}

export function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className={classes.heading}>{title}</h2>
      {children}
    </section>
  );
}
