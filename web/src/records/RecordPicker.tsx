// Finds one record of a practice by its key or by words of its title.
import { Combobox, Loader, TextInput, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Noun } from "../api/records";
import { text } from "../text";
import { recordSearchQuery } from "./queries";

const t = text.records.links;

export function RecordPicker({ noun, onPick }: { noun: Noun; onPick: (key: string) => void }) {
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [typed, setTyped] = useState("");
  const [settled] = useDebouncedValue(typed.trim(), 150);
  const found = useQuery(recordSearchQuery(noun, settled));
  const items = settled ? (found.data ?? []) : [];
  const first = items[0]?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another first record moves the choice
  useEffect(() => {
    if (first && combobox.dropdownOpened) combobox.selectFirstOption();
  }, [first]);
  return (
    <Combobox
      store={combobox}
      withinPortal
      onOptionSubmit={(key) => {
        setTyped("");
        combobox.closeDropdown();
        onPick(key);
      }}
    >
      <Combobox.Target>
        <TextInput
          label={t.record}
          placeholder={t.recordHelp}
          value={typed}
          leftSection={<IconSearch size={14} aria-hidden />}
          rightSection={found.isFetching && settled ? <Loader size={12} /> : null}
          onChange={(event) => {
            setTyped(event.currentTarget.value);
            combobox.openDropdown();
          }}
          onFocus={() => typed && combobox.openDropdown()}
          onBlur={() => combobox.closeDropdown()}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!settled}>
        <Combobox.Options mah={320} style={{ overflowY: "auto" }} aria-label={t.record}>
          {items.map((record) => (
            <Combobox.Option key={record.key} value={record.key}>
              <div>{record.title}</div>
              <div style={{ fontSize: "0.72rem", color: "var(--ink-2)" }}>
                {record.key} · {record.state_label}
              </div>
            </Combobox.Option>
          ))}
          {items.length === 0 && !found.isFetching && <Combobox.Empty>{t.nothing(settled)}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
