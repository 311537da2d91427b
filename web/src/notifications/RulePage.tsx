// One rule: what it says in words, its document, and a try of the document against a record.
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { rules } from "../api/notifications";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { Facts } from "../ui/declared/Facts";
import { AnchorLink } from "../ui/links";
import { ruleQuery } from "./queries";
import { TryRule } from "./TryRule";
import { ruleFacts } from "./words";

const route = getRouteApi("/notification-rules/$name");
const t = text.notifications.rules;
const TEMPLATE = { on: ["opened"], where: "priority:1", to: ["team"], enabled: true };

export function RulePage() {
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const rule = useQuery(ruleQuery(name));
  return (
    <DeclaredPage
      key={name}
      name={name}
      needs="agreement.write"
      answer={rule}
      template={TEMPLATE}
      back={
        <AnchorLink to="/notification-rules" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={(found) => found.name}
      summary={(found) => <Facts facts={ruleFacts(found)} />}
      put={(revision, document) => rules.put(name, revision, document)}
      remove={(revision) => rules.remove(name, revision)}
      gone={() => navigate({ to: "/notification-rules", search: {} })}
      draft={(document) => <TryRule rule={document} />}
    />
  );
}
