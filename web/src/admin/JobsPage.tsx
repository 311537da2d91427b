// Long work in the background, with honest progress.
import { Table } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { text } from "../text";
import { words } from "../ui/format";
import { Page } from "../ui/Page";
import { EmptyState, Loaded } from "../ui/states";
import { Time } from "../ui/Time";
import { JobProgress } from "./JobProgress";
import { jobsQuery } from "./queries";

const t = text.admin.jobs;

export function JobsPage() {
  const jobs = useQuery(jobsQuery);
  return (
    <Page title={t.title} about={t.about}>
      <div className="panel">
        <Loaded answer={jobs} rows={6}>
          {(items) =>
            items.length === 0 ? (
              <EmptyState title={t.empty}>{t.emptyAbout}</EmptyState>
            ) : (
              <Table.ScrollContainer minWidth={640}>
                <Table aria-label={t.title}>
                  <Table.Thead>
                    <Table.Tr>
                      <Table.Th>{t.kind}</Table.Th>
                      <Table.Th w="45%">{t.progress}</Table.Th>
                      <Table.Th>{t.by}</Table.Th>
                      <Table.Th>{t.started}</Table.Th>
                    </Table.Tr>
                  </Table.Thead>
                  <Table.Tbody>
                    {items.map((job) => (
                      <Table.Tr key={job.id}>
                        <Table.Td>{words(job.kind)}</Table.Td>
                        <Table.Td>
                          <JobProgress job={job} />
                        </Table.Td>
                        <Table.Td>{job.actor}</Table.Td>
                        <Table.Td>
                          <Time at={job.created_at} />
                        </Table.Td>
                      </Table.Tr>
                    ))}
                  </Table.Tbody>
                </Table>
              </Table.ScrollContainer>
            )
          }
        </Loaded>
      </div>
    </Page>
  );
}
