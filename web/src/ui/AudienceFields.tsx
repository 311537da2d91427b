// Who sees what somebody keeps: nobody else, some roles, everybody.
import { MultiSelect, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { may } from "../session/may";
import { text } from "../text";
import { words } from "./format";
import { sessionQuery } from "./queries";

const AUDIENCES = ["private", "roles", "everybody"] as const;
const ROLES = [
  "reader",
  "engineer",
  "asset_manager",
  "service_agent",
  "change_manager",
  "board_member",
  "admin",
];
const t = text.ui.sharing;
export type Audience = (typeof AUDIENCES)[number];
export type Sharing = { audience: Audience; roles: string[] };
type Props = { value: Sharing; error: string | undefined; change: (value: Sharing) => void };

export function AudienceFields({ value: { audience, roles }, error, change }: Props) {
  const mayShare = may(useQuery(sessionQuery).data, "view.share");
  return (
    <>
      <Select
        label={t.audience}
        description={mayShare ? undefined : t.mayNotShare}
        disabled={!mayShare}
        allowDeselect={false}
        value={audience}
        data={AUDIENCES.map((value) => ({ value, label: t.audiences[value] ?? value }))}
        onChange={(value) => change({ audience: (value ?? "private") as Audience, roles })}
      />
      {audience === "roles" && (
        <MultiSelect
          label={t.roles}
          value={roles}
          error={error}
          data={ROLES.map((value) => ({ value, label: words(value) }))}
          onChange={(next) => change({ audience, roles: next })}
        />
      )}
    </>
  );
}

/** As the API takes it: roles only where they are who sees it. */
export function saidOf({ audience, roles }: Sharing): Sharing {
  return { audience, roles: audience === "roles" ? roles : [] };
}
