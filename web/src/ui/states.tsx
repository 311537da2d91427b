// What stands where there is nothing, not yet, or an error.
import { Alert, Button, Group, Progress, Skeleton, Stack, Text, Title } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { Problem, Unreachable } from "../api/problem";
import { text } from "../text";

type EmptyProps = { title: string; children?: ReactNode; action?: ReactNode };

export function EmptyState({ title, children, action }: EmptyProps) {
  return (
    <Stack align="center" gap="sm" py={40} px="md" ta="center">
      <Title order={2} size="h3">
        {title}
      </Title>
      {children && (
        <Text c="dimmed" maw={460}>
          {children}
        </Text>
      )}
      {action}
    </Stack>
  );
}

type ErrorProps = { error: unknown; retry?: () => void; wrote?: boolean };

/** What happened, what is safe, what to do, and the reference that is also in the log. */
export function ErrorState({ error, retry, wrote = false }: ErrorProps) {
  const t = text.ui.errors;
  const said = inWords(error);
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle size={18} />}
      title={said.title}
      role="alert"
      my="xs"
    >
      <Stack gap={6}>
        <Text size="sm">{said.detail}</Text>
        {error instanceof Problem && error.errors.length > 0 && (
          <ul style={{ margin: 0, paddingLeft: "1.1rem" }}>
            {error.errors.slice(0, 8).map((entry) => (
              <li key={`${entry.where} ${entry.reason}`}>
                {entry.where}: {entry.reason}
              </li>
            ))}
          </ul>
        )}
        <Text size="sm" c="dimmed">
          {wrote ? t.nothingWritten : t.nothingChanged} {said.advice}
          {said.reference && (
            <>
              {" "}
              {t.reference} <span className="mono">{said.reference}</span>
            </>
          )}
        </Text>
        {retry && (
          <Group>
            <Button variant="default" onClick={retry}>
              {t.retry}
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  );
}

function inWords(error: unknown) {
  const t = text.ui.errors;
  if (error instanceof Unreachable)
    return { title: t.unreachable, detail: t.unreachableDetail, advice: t.tryAgain };
  if (error instanceof Problem) {
    const advice = t.advice[error.status] ?? (error.status >= 500 ? t.tryAgain : "");
    return { title: error.title, detail: error.message, advice, reference: error.reference };
  }
  return {
    title: t.unexpected,
    detail: error instanceof Error ? error.message : String(error),
    advice: t.reload,
  };
}

/** Grey lines where rows will be. */
export function Waiting({ rows = 6 }: { rows?: number }) {
  const slow = useLater(1000);
  return (
    <Stack gap={8} aria-busy="true" py="xs">
      <span className="visually-hidden" role="status">
        {text.ui.loading}
      </span>
      {slow && <Progress value={100} animated size="xs" aria-label={text.ui.loading} />}
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike
        <Skeleton key={index} height={18} width={`${92 - ((index * 13) % 40)}%`} animate={false} />
      ))}
    </Stack>
  );
}

export function useLater(milliseconds: number): boolean {
  const [later, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true), milliseconds);
    return () => clearTimeout(timer);
  }, [milliseconds]);
  return later;
}

type Answer<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

/** A query's answer, or what stands in its place. Old data stays visible beside a new error. */
export function Loaded<T>({
  answer,
  rows,
  children,
}: {
  answer: Answer<T>;
  rows?: number;
  children: (data: T) => ReactNode;
}) {
  return (
    <>
      {answer.error != null && <ErrorState error={answer.error} retry={() => answer.refetch()} />}
      {answer.data !== undefined ? children(answer.data) : answer.error == null && <Waiting rows={rows} />}
    </>
  );
}
