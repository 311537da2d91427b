// What a record is linked with, by how; added and removed in place.
import { ActionIcon, Button, Text } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import * as api from "../api/calls";
import type { Noun } from "../api/records";
import type { Practice, RecordDetail, RecordLink } from "../api/shapes";
import { text } from "../text";
import { words } from "../ui/format";
import { AnchorLink, CiLink } from "../ui/links";
import { tell, warn } from "../ui/notify";
import { Panel } from "../ui/Panel";
import { useClassLabel } from "../ui/useClassLabel";
import { stateLabel } from "./activity";
import { LinkForm } from "./LinkForm";
import { nounOf } from "./practice";
import { practicesQuery } from "./queries";
import classes from "./Records.module.css";

const t = text.records.links;

type Props = { noun: Noun; practice: Practice; record: RecordDetail; writable: boolean };

export function LinksPanel({ noun, practice, record, writable }: Props) {
  const queries = useQueryClient();
  const practices = useQuery(practicesQuery).data;
  const [adding, setAdding] = useState(false);
  const remove = useMutation({
    mutationFn: (link: RecordLink) => {
      if (link.direction === "out") return api.records.unlink(noun, record.key, link.role, link.key);
      // A link belongs to the record that it leads from.
      return api.records.unlink(nounOf(practices, link.class) ?? noun, link.key, link.role, record.key);
    },
    onSuccess: async () => {
      tell(t.removed);
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    onError: (error) => warn(error.message),
  });
  const groups = grouped(record.links);
  return (
    <Panel
      title={t.title}
      flush
      aside={
        writable &&
        !adding && (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => setAdding(true)}
          >
            {t.add}
          </Button>
        )
      }
    >
      {adding && <LinkForm noun={noun} practice={practice} record={record} close={() => setAdding(false)} />}
      {groups.length === 0 && !adding && (
        <Text size="sm" c="dimmed" px="md" pb="sm">
          {t.none}. {t.noneAbout}
        </Text>
      )}
      {groups.length > 0 && (
        <dl className={classes.links}>
          {groups.map(([label, links]) => (
            <div key={label}>
              <dt>{label}</dt>
              {links.map((link) => (
                <dd key={`${link.role} ${link.key}`}>
                  <Target link={link} practices={practices} />
                  {writable && (
                    <ActionIcon
                      size="sm"
                      aria-label={t.remove(link.label, link.name)}
                      loading={remove.isPending && remove.variables === link}
                      onClick={() => remove.mutate(link)}
                    >
                      <IconX size={14} />
                    </ActionIcon>
                  )}
                </dd>
              ))}
            </div>
          ))}
        </dl>
      )}
    </Panel>
  );
}

function Target({ link, practices }: { link: RecordLink; practices: Practice[] | undefined }) {
  const classLabel = useClassLabel();
  const practice = practices?.find((each) => each.name === link.class);
  const noun = nounOf(practices, link.class);
  if (link.kind === "record" && practice && noun)
    return (
      <span>
        <AnchorLink to="/$noun/$key" params={{ noun, key: link.key }} search={{}}>
          {link.name}
        </AnchorLink>{" "}
        <Text span size="xs" c="dimmed">
          {link.key} · {stateLabel(practice, link.state)}
        </Text>
      </span>
    );
  return (
    <span>
      <CiLink id={link.key}>{link.name}</CiLink>{" "}
      <Text span size="xs" c="dimmed">
        {classLabel(link.class)}
      </Text>
    </span>
  );
}

/** Links by their words, in the order in which they come. */
function grouped(links: RecordLink[]): [string, RecordLink[]][] {
  const groups = new Map<string, RecordLink[]>();
  for (const link of links) {
    const label = words(link.label);
    groups.set(label, [...(groups.get(label) ?? []), link]);
  }
  return [...groups];
}
