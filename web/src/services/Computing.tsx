// Work that takes a while: what is being worked out and for how long, so that nobody takes it for an error.
import { Progress, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { text } from "../text";

const t = text.servicePage;

export function Computing({ what }: { what: string }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((now) => now + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <div aria-busy="true" style={{ minHeight: 96 }}>
      <Progress value={100} animated size="xs" aria-label={what} mb={6} />
      <Text size="sm" c="dimmed" role="status">
        {what}
      </Text>
      {seconds > 0 && (
        <Text size="sm" c="dimmed">
          {t.soFar(seconds)}
        </Text>
      )}
    </div>
  );
}
