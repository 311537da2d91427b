// Links of the router in the look of the theme.
import {
  Anchor,
  type AnchorProps,
  Button,
  type ButtonProps,
  UnstyledButton,
  type UnstyledButtonProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import { type ComponentPropsWithoutRef, forwardRef, type ReactNode } from "react";

type Native<Props> = Props & Omit<ComponentPropsWithoutRef<"a">, keyof Props>;

export const AnchorLink = createLink(
  forwardRef<HTMLAnchorElement, Native<AnchorProps>>((props, ref) => <Anchor ref={ref} inherit {...props} />),
);

export const ButtonLink = createLink(
  forwardRef<HTMLAnchorElement, Native<ButtonProps>>((props, ref) => (
    <Button component="a" ref={ref} {...props} />
  )),
);

export const PlainLink = createLink(
  forwardRef<HTMLAnchorElement, Native<UnstyledButtonProps>>((props, ref) => (
    <UnstyledButton component="a" ref={ref} {...props} />
  )),
);

/** A service's name, leading to its own page. */
export function ServiceLink({
  id,
  className,
  children,
}: {
  id: string;
  className?: string;
  children?: ReactNode;
}) {
  return (
    <AnchorLink to="/services/$key" params={{ key: id }} search={{}} preload="intent" className={className}>
      {children ?? id}
    </AnchorLink>
  );
}

/** A CI's name, leading to its page. */
export function CiLink({ id, children }: { id: string; children?: ReactNode }) {
  return (
    <AnchorLink to="/cis/$key" params={{ key: id }} search={{}} preload="intent">
      {children ?? id}
    </AnchorLink>
  );
}
