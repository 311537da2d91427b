// Keeps the list that is shown as a view, new or in the place of one.
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { errorsElsewhere, errorsOf } from "../api/problem";
import { type RecordView, recordViews } from "../api/record-views";
import { text } from "../text";
import { AudienceFields, type Sharing, saidOf } from "../ui/AudienceFields";
import { tell } from "../ui/notify";
import { newRequest } from "../ui/once";
import { ErrorState } from "../ui/states";
import type { RecordListSearch } from "./search";
import { keptOf } from "./views";

const t = text.records.views;
const PRIVATE: Sharing = { audience: "private", roles: [] };

type Props = {
  practice: string;
  search: RecordListSearch;
  /** In whose place; absent: a new one. */
  view: RecordView | undefined;
  close: () => void;
  kept: (view: RecordView) => void;
};

export function ViewForm({ practice, search, view, close, kept }: Props) {
  const queries = useQueryClient();
  const [title, setTitle] = useState(view?.title ?? "");
  const [sharing, setSharing] = useState<Sharing>(view ?? PRIVATE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another title is another request
  const once = useMemo(newRequest, [title, sharing]);
  const save = useMutation({
    mutationFn: () => {
      const body = { title: title.trim(), ...saidOf(sharing), practice, ...keptOf(search) };
      return view ? recordViews.put(view.name, view.revision, body) : recordViews.make(body, once);
    },
    onSuccess: async (made) => {
      await queries.invalidateQueries({ queryKey: ["graph", "record-views"] });
      tell(t.kept(made.title));
      kept(made);
      close();
    },
  });
  const fault = (part: string) =>
    [part, `record_view ${view?.name}.${part}`].flatMap((place) => errorsOf(save.error, place)).join("; ") ||
    undefined;
  const beside = save.error != null && errorsElsewhere(save.error, ["title", "roles"]).length > 0;
  return (
    <Modal
      opened
      onClose={close}
      title={view ? t.formChange(view.title) : t.formNew}
      closeButtonProps={{ "aria-label": text.ui.close }}
    >
      <form
        noValidate
        aria-label={view ? t.formChange(view.title) : t.formNew}
        onSubmit={(event) => {
          event.preventDefault();
          if (title.trim()) save.mutate();
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{t.formAbout}</Text>
          <TextInput
            label={t.named}
            required
            data-autofocus
            maxLength={120}
            value={title}
            error={fault("title")}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <AudienceFields value={sharing} error={fault("roles")} change={setSharing} />
          {beside && <ErrorState error={save.error} wrote />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {text.ui.cancel}
            </Button>
            <Button type="submit" loading={save.isPending} disabled={!title.trim()}>
              {t.save}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
