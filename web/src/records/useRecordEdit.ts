// Editing a record in place, as a CI is edited: drafts outlive a reload, and who saves second sees both versions.
import * as api from "../api/calls";
import type { Noun } from "../api/records";
import type { Practice, RecordDetail } from "../api/shapes";
import { useEdit } from "../cis/useCiEdit";
import { asEdited, type EditedRecord } from "./fields";

export function useRecordEdit(noun: Noun, practice: Practice, record: RecordDetail) {
  return useEdit<EditedRecord>(asEdited(record), practice.attributes, {
    save: (base, { name, attributes }) =>
      api.records.change(noun, base.key, base.revision, {
        ...(name === undefined ? {} : { title: name }),
        ...(attributes ? { attributes } : {}),
      }),
    read: (current) => asEdited(current as RecordDetail),
  });
}

export type RecordEdit = ReturnType<typeof useRecordEdit>;
