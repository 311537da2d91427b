// The query with completion while it is typed, and the error under the very word.
import { ActionIcon, Combobox, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconFilter, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type Ref, useEffect, useRef, useState } from "react";
import { text } from "../text";
import classes from "../ui/List.module.css";
import { accepted, faultOf } from "./complete";
import { completionQuery } from "./queries";

const t = text.cis.list;

type Props = {
  query: string;
  error: unknown;
  ask: (query: string) => void;
  inputRef: Ref<HTMLInputElement>;
  /** What may stand at the caret; of CIs when nothing else is said. */
  completion?: typeof completionQuery;
  placeholder?: string;
};

export function QueryBar({
  query,
  error,
  ask,
  inputRef,
  completion: completing = completionQuery,
  placeholder = t.queryPlaceholder,
}: Props) {
  const [typed, setTyped] = useState(query);
  const [caret, setCaret] = useState(query.length);
  const [focused, setFocused] = useState(false);
  const field = useRef<HTMLInputElement | null>(null);
  const combobox = useCombobox();
  const [settled] = useDebouncedValue({ typed, caret }, 100);
  const completion = useQuery({ ...completing(settled.typed, settled.caret), enabled: focused });
  const options = focused && settled.typed === typed ? (completion.data?.options ?? []) : [];
  const fault = typed === query ? faultOf(error, query) : null;

  useEffect(() => setTyped(query), [query]);

  const take = (option: string) => {
    if (!completion.data) return;
    const next = accepted(typed, completion.data, option);
    setTyped(next.text);
    setCaret(next.caret);
    combobox.resetSelectedOption();
    requestAnimationFrame(() => field.current?.setSelectionRange(next.caret, next.caret));
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    const chosen = combobox.getSelectedOptionIndex();
    if (event.key === "Enter" && (chosen < 0 || !combobox.dropdownOpened)) {
      event.preventDefault();
      combobox.closeDropdown();
      ask(typed.trim());
    }
    if (event.key === "Tab" && combobox.dropdownOpened && chosen >= 0) {
      event.preventDefault();
      combobox.clickSelectedOption();
    }
    if (event.key === "Escape") field.current?.blur();
  };

  return (
    <div className={classes.query}>
      <Combobox store={combobox} onOptionSubmit={take} withinPortal>
        <Combobox.Target>
          <TextInput
            ref={(node) => {
              field.current = node;
              if (typeof inputRef === "function") inputRef(node);
              else if (inputRef) inputRef.current = node;
            }}
            size="sm"
            aria-label={t.query}
            aria-invalid={fault !== null}
            aria-describedby={fault ? "query-fault" : undefined}
            placeholder={placeholder}
            leftSection={<IconFilter size={15} aria-hidden />}
            rightSection={
              typed && (
                <ActionIcon size="sm" aria-label={t.clear} onClick={() => ask("")}>
                  <IconX size={14} />
                </ActionIcon>
              )
            }
            value={typed}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: classes.queryInput }}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setCaret(event.currentTarget.selectionStart ?? event.currentTarget.value.length);
              combobox.openDropdown();
              combobox.resetSelectedOption();
            }}
            onSelect={(event) => setCaret(event.currentTarget.selectionStart ?? typed.length)}
            onFocus={() => setFocused(true)}
            onBlur={() => {
              setFocused(false);
              combobox.closeDropdown();
            }}
            onKeyDown={keys}
          />
        </Combobox.Target>
        <Combobox.Dropdown hidden={options.length === 0}>
          <Combobox.Options mah={280} style={{ overflowY: "auto" }} aria-label={t.query}>
            {options.map((option) => (
              <Combobox.Option key={`${option.kind} ${option.text}`} value={option.text}>
                <span className="mono">{option.text}</span>{" "}
                <small style={{ color: "var(--ink-2)" }}>{option.hint}</small>
              </Combobox.Option>
            ))}
          </Combobox.Options>
        </Combobox.Dropdown>
      </Combobox>
      {fault && (
        <div id="query-fault" role="alert" className={classes.fault}>
          <div className={classes.faultLine} aria-hidden>
            <span className={classes.ghost}>{query.slice(0, fault.start)}</span>
            <span className={classes.squiggle}>{query.slice(fault.start, fault.end) || " "}</span>
          </div>
          {fault.message}
        </div>
      )}
    </div>
  );
}
