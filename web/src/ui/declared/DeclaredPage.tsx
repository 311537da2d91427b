// One declared document: what it says in words, and the document itself; a name that nobody declared yet starts one.
import { Text } from "@mantine/core";
import { type UseQueryResult, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Problem } from "../../api/problem";
import { may } from "../../session/may";
import { text } from "../../text";
import { Page } from "../Page";
import { Panel } from "../Panel";
import { sessionQuery } from "../queries";
import { EmptyState, Loaded } from "../states";
import { useAsOf } from "../useAsOf";
import { DocumentEditor } from "./DocumentEditor";

const t = text.declared;
type Document = { [key: string]: unknown };
type Stored = { name: string; revision: number; shipped?: boolean };

type Props<T extends Stored> = {
  name: string;
  back: ReactNode;
  needs: string;
  answer: UseQueryResult<T>;
  template: Document;
  title: (stored: T) => string;
  summary: (stored: T) => ReactNode;
  /** What follows from the document, below its summary. */
  below?: (stored: T) => ReactNode;
  put: (revision: number, document: Document) => Promise<unknown>;
  remove: (revision: number) => Promise<unknown>;
  gone: () => void;
  /** What the server works out beside the usual, which a document does not say itself. */
  hidden?: ReadonlySet<string>;
  /** What stands below the document as it is typed; null where that is no document. */
  draft?: (document: Document | null) => ReactNode;
  /** What the server holds as the document that is edited. */
  shown?: (document: Document) => Document;
};

/** What the server adds, which a document does not say itself. */
const OURS = new Set(["name", "revision", "shipped"]);

const same = (document: Document) => document;

export function DeclaredPage<T extends Stored>({ answer, ...props }: Props<T>) {
  const asOf = useAsOf();
  const session = useQuery(sessionQuery).data;
  const {
    name,
    back,
    template,
    title,
    summary,
    below,
    put,
    remove,
    gone,
    hidden,
    draft,
    shown = same,
  } = props;
  const writable = may(session, props.needs) && !asOf;
  const isNew = answer.error instanceof Problem && answer.error.status === 404;
  if (isNew && !answer.data)
    return (
      <Page title={name} about={back} narrow>
        {writable ? (
          <>
            <Text size="sm">{t.isNew}</Text>
            <DocumentEditor
              name={name}
              document={template}
              writable
              save={(document) => put(0, document)}
              gone={gone}
              draft={draft}
            />
          </>
        ) : (
          <EmptyState title={t.missing(name)}>{t.missingAbout}</EmptyState>
        )}
      </Page>
    );
  return (
    <Page title={answer.data ? title(answer.data) : name} tab={name} about={back} narrow>
      <Loaded answer={answer} rows={12}>
        {(stored) => (
          <>
            <Panel label={title(stored)}>{summary(stored)}</Panel>
            {below?.(stored)}
            <DocumentEditor
              key={`${stored.name} ${stored.revision}`}
              name={stored.name}
              document={shown(
                Object.fromEntries(
                  Object.entries(stored).filter(([field]) => !OURS.has(field) && !hidden?.has(field)),
                ),
              )}
              writable={writable}
              save={(document) => put(stored.revision, document)}
              remove={stored.shipped ? undefined : () => remove(stored.revision)}
              gone={gone}
              draft={draft}
            />
          </>
        )}
      </Loaded>
    </Page>
  );
}
