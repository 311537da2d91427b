// The files at one's own report or request: those that both sides see, and one more.
import { Anchor } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { ownAttachments } from "../api/beside";
import { text } from "../text";
import { FileDrop, UploadList } from "../ui/FileDrop";
import { bytes } from "../ui/format";
import { tell } from "../ui/notify";
import { Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { useUploads } from "../ui/useUploads";
import classes from "./Portal.module.css";
import { Part } from "./PortalPage";
import { ownFilesQuery } from "./queries";

const t = text.portal.files;

export function OwnFiles({ id, over }: { id: string; over: boolean }) {
  const queries = useQueryClient();
  const found = useQuery(ownFilesQuery(id));
  const { uploads, add, again, leave } = useUploads(
    (file, once, progress) => ownAttachments.add(id, file, once, progress),
    async (file) => {
      tell(t.added(file.name));
      await queries.invalidateQueries({ queryKey: ["graph"] });
    },
    found.data?.largest,
  );
  return (
    <Loaded answer={found} rows={2}>
      {(files) =>
        over && files.items.length === 0 ? null : (
          <Part title={t.title}>
            {files.items.length > 0 && (
              <ul className={classes.lines} style={{ marginBottom: "0.75rem" }}>
                {files.items.map((each) => (
                  <li key={each.id} className={classes.line}>
                    <span className={classes.lineWords}>
                      <Anchor href={ownAttachments.address(id, each.id)} download={each.name} inherit>
                        {each.name}
                      </Anchor>
                      <span className={classes.small}>
                        {bytes(each.size)} · {each.by} · <Time at={each.at} />
                      </span>
                    </span>
                  </li>
                ))}
              </ul>
            )}
            <UploadList uploads={uploads} again={again} leave={leave} />
            {!over && <FileDrop label={t.add} large limits={files} add={add} />}
          </Part>
        )
      }
    </Loaded>
  );
}
