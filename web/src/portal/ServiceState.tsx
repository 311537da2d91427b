// How a service is: shape, colour and a plain word.
import type { ServiceWord } from "../api/portal";
import { text } from "../text";
import { StateMark } from "../ui/StateMark";

const t = text.portal.status;
const AS = { working: "ok", restricted: "degraded", "not working": "down" } as const;

export function ServiceState({ state }: { state: ServiceWord["state"] }) {
  return <StateMark state={AS[state]} word={t.words[state]} size={15} />;
}
