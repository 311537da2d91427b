// CIs as chips, added by the search that finds them by anything.
import { ActionIcon } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { text } from "../text";
import { CiPicker } from "../ui/CiPicker";
import { CiLink } from "../ui/links";
import { ciQuery } from "../ui/queries";
import classes from "./Records.module.css";

const t = text.records.create;

type Props = {
  label: string;
  cis: string[];
  change: (cis: string[]) => void;
  error?: string;
};

export function CiChips({ label, cis, change, error }: Props) {
  const known = useQueries({ queries: cis.map((key) => ciQuery(key, undefined)) });
  const name = (key: string, index: number) => known[index]?.data?.name ?? key;
  return (
    <div>
      <CiPicker
        label={label}
        error={error}
        onPick={(hit) => !cis.includes(hit.key) && change([...cis, hit.key])}
      />
      {cis.length > 0 && (
        <ul className={classes.chips} aria-label={t.chips}>
          {cis.map((key, index) => (
            <li key={key} className={classes.chip}>
              <span>
                <CiLink id={key}>{name(key, index)}</CiLink>
              </span>
              <ActionIcon
                size="sm"
                aria-label={t.removeCi(name(key, index))}
                onClick={() => change(cis.filter((other) => other !== key))}
              >
                <IconX size={13} />
              </ActionIcon>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
