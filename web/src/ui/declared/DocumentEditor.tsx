// A declared document as JSON: checked while it is saved, each error with its line, which a click selects.
import { Alert, Button, Group, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useRef, useState } from "react";
import { Problem } from "../../api/problem";
import { text } from "../../text";
import { Confirm } from "../Confirm";
import { sentence } from "../format";
import { tell } from "../notify";
import { Panel } from "../Panel";
import { ErrorState } from "../states";
import { type Fault, lineOf, parsed, rangeOf } from "./place";

const t = text.declared;
type Document = { [key: string]: unknown };

type Props = {
  name: string;
  document: Document;
  writable: boolean;
  save: (document: Document) => Promise<unknown>;
  /** Absent where there is nothing to remove. */
  remove?: () => Promise<unknown>;
  gone: () => void;
  /** What stands below the document as it is typed; null where that is no document. */
  draft?: (document: Document | null) => ReactNode;
};

export function DocumentEditor({ name, document, writable, save, remove, gone, draft }: Props) {
  const queries = useQueryClient();
  const [typed, setTyped] = useState(() => JSON.stringify(document, null, 2));
  const [fault, setFault] = useState<Fault | null>(null);
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const fresh = () => queries.invalidateQueries({ queryKey: ["graph"] });
  const write = useMutation({
    mutationFn: save,
    onSuccess: async () => {
      tell(t.saved);
      await fresh();
    },
  });
  const drop = useMutation({
    mutationFn: async () => remove?.(),
    onSuccess: async () => {
      tell(t.removed(name));
      setAsking(false);
      gone();
      await fresh();
    },
  });
  const refused = write.error instanceof Problem ? write.error.errors : [];
  const faults: Fault[] = fault
    ? [fault]
    : refused.map((each) => ({
        line: lineOf(typed, each.where),
        message: [`${each.where}: ${each.reason}`, each.allowed ? `allowed: ${String(each.allowed)}` : ""]
          .filter(Boolean)
          .join("; "),
      }));
  const submit = () => {
    write.reset();
    const read = parsed(typed);
    setFault("fault" in read ? read.fault : null);
    if ("document" in read) write.mutate(read.document);
  };
  const goTo = (line: number) => {
    const [start, end] = rangeOf(typed, line);
    field.current?.focus();
    field.current?.setSelectionRange(start, end);
  };
  const now = draft ? parsed(typed) : null;
  return (
    <>
      <Panel title={t.document}>
        <form
          aria-label={t.document}
          onSubmit={(event) => {
            event.preventDefault();
            submit();
          }}
        >
          <Textarea
            ref={field}
            aria-label={t.document}
            description={writable ? t.documentAbout : t.mayNot}
            autosize
            minRows={8}
            maxRows={32}
            readOnly={!writable}
            spellCheck={false}
            styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
            value={typed}
            error={faults.length > 0 ? t.wrong : undefined}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setFault(null);
            }}
          />
          {faults.length > 0 && (
            <Alert color="red" role="alert" title={t.wrong} my="xs" p="xs">
              {faults.map((each) => (
                <Group key={`${each.line} ${each.message}`} gap="xs" align="baseline" wrap="nowrap">
                  <Button variant="default" size="compact-xs" onClick={() => goTo(each.line)} flex="0 0 auto">
                    {t.line(each.line)}
                  </Button>
                  <span style={{ overflowWrap: "anywhere", minWidth: 0 }}>{sentence(each.message)}</span>
                </Group>
              ))}
            </Alert>
          )}
          {write.error != null && refused.length === 0 && <ErrorState error={write.error} wrote />}
          {writable && (
            <Group gap="xs" mt="sm">
              <Button type="submit" loading={write.isPending}>
                {t.save}
              </Button>
              {remove && (
                <Button variant="default" onClick={() => setAsking(true)}>
                  {t.remove}
                </Button>
              )}
            </Group>
          )}
        </form>
        <Confirm
          opened={asking}
          title={t.removeTitle(name)}
          about={t.removeAbout}
          action={t.remove}
          busy={drop.isPending}
          error={drop.error}
          act={() => drop.mutate()}
          close={() => setAsking(false)}
        />
      </Panel>
      {now && draft?.("document" in now ? now.document : null)}
    </>
  );
}
