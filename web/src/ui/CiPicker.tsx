// Finds one CI by anything that is known of it; a pasted list is handed over whole.
import { Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { SearchHit } from "../api/shapes";
import { text } from "../text";
import { words } from "./format";
import { searchQuery } from "./queries";

type Props = {
  onPick: (hit: SearchHit) => void;
  onPasteList?: (text: string) => boolean;
  label?: string;
  description?: string;
  placeholder?: string;
  clear?: boolean;
  hideLabel?: boolean;
  error?: string;
  size?: "xs" | "md";
  autoFocus?: boolean;
};

const t = text.ui.picker;

export function CiPicker({
  onPick,
  onPasteList,
  label = t.label,
  description,
  placeholder = t.placeholder,
  clear = true,
  hideLabel = false,
  error,
  size = "xs",
  autoFocus,
}: Props) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [value, setValue] = useState("");
  const [settled] = useDebouncedValue(value.trim(), 120);
  const hits = useQuery(searchQuery(settled));
  const items = settled ? (hits.data?.items ?? []) : [];
  const first = items[0]?.key;
  const typed = value.trim();
  const answered = typed === settled && hits.data !== undefined && !hits.isPlaceholderData;
  // What Enter was pressed on before its answer came; the hits of fewer letters are not what was meant.
  const [awaited, setAwaited] = useState<string>();
  const key = useRef<"enter" | "moved" | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another first hit moves the choice
  useEffect(() => {
    if (first && combobox.dropdownOpened) combobox.selectFirstOption();
  }, [first]);
  const pick = (chosen: string) => {
    const hit = items.find((item) => item.key === chosen);
    if (!hit || (key.current === "enter" && !answered)) return;
    take(hit);
  };
  const take = (hit: SearchHit) => {
    setValue(clear ? "" : hit.name);
    combobox.closeDropdown();
    onPick(hit);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer that was waited for, and nothing else, is taken
  useEffect(() => {
    if (awaited === undefined || awaited !== typed || !answered) return;
    setAwaited(undefined);
    if (items[0]) take(items[0]);
  }, [awaited, answered]);
  const press = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") key.current = "moved";
    if (event.key !== "Enter" || key.current === "moved") return;
    key.current = "enter";
    if (typed && !answered) setAwaited(typed);
  };
  const paste = (event: ClipboardEvent) => {
    if (!onPasteList?.(event.clipboardData.getData("text"))) return;
    event.preventDefault();
    setValue("");
  };
  return (
    <Combobox store={combobox} onOptionSubmit={pick} withinPortal>
      <Combobox.Target>
        <TextInput
          label={hideLabel ? undefined : label}
          aria-label={hideLabel ? label : undefined}
          description={description}
          placeholder={placeholder}
          error={error}
          size={size}
          data-autofocus={autoFocus || undefined}
          value={value}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={hits.isFetching && settled ? <Loader size={12} /> : null}
          onChange={(event) => {
            setValue(event.currentTarget.value);
            setAwaited(undefined);
            key.current = undefined;
            combobox.openDropdown();
            combobox.selectFirstOption();
          }}
          onFocus={() => value && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
          onPaste={paste}
          onKeyDown={press}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!settled}>
        <Combobox.Options
          onPointerDown={() => {
            key.current = "moved";
          }}
          mah={320}
          style={{ overflowY: "auto" }}
          aria-label={label}
        >
          {items.map((hit) => (
            <Combobox.Option key={hit.key} value={hit.key}>
              <div>{hit.name}</div>
              <div style={{ fontSize: "0.72rem", color: "var(--ink-2)" }}>
                {[hit.class_label ?? words(hit.class), hit.key, hit.why].filter(Boolean).join(" · ")}
              </div>
            </Combobox.Option>
          ))}
          {items.length === 0 && !hits.isFetching && <Combobox.Empty>{t.nothing(settled)}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
