// Markdown as people wrote it. HTML in it stays text, and nothing is fetched from elsewhere: pictures become links.
import { Anchor } from "@mantine/core";
import ReactMarkdown, { type Components } from "react-markdown";
import remarkGfm from "remark-gfm";
import { text } from "../text";
import classes from "./Portal.module.css";

const t = text.portal.article;

const SHOWN: Components = {
  a: ({ href, children }) => <Away href={href}>{children}</Away>,
  img: ({ src, alt }) => <Away href={typeof src === "string" ? src : undefined}>{t.picture(alt ?? "")}</Away>,
  // A page has one title, and it is not the article's.
  h1: ({ children }) => <h2>{children}</h2>,

  input: ({ checked }) => <span>{checked ? "☑" : "☐"}</span>,
  pre: ({ children }) => (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by the keyboard
    <pre tabIndex={0}>{children}</pre>
  ),
};

export function Markdown({ children }: { children: string }) {
  return (
    <div className={classes.markdown}>
      <ReactMarkdown remarkPlugins={[remarkGfm]} components={SHOWN}>
        {children}
      </ReactMarkdown>
    </div>
  );
}

function Away({ href, children }: { href?: string; children: React.ReactNode }) {
  if (!href) return <>{children}</>;
  return (
    <Anchor href={href} inherit rel="noopener noreferrer nofollow">
      {children}
    </Anchor>
  );
}
