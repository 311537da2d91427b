// One item of the catalogue: what it says, and its document.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { catalogue } from "../api/declared";
import { questionsOf, withOrder } from "../portal/questions";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { Facts } from "../ui/declared/Facts";
import { AnchorLink } from "../ui/links";
import { approvalWords, forWhom } from "./words";

const route = getRouteApi("/catalogue/$name");
const t = text.catalogue;
const TEMPLATE = {
  title: "",
  description: "",
  category: "",
  form: { type: "object", properties: { why: { type: "string", title: "What for?" } }, required: ["why"] },
  entitlement: null,
  approval: null,
  tasks: [{ id: "do", title: "Do it", team: "" }],
  fulfilled_by: "tasks",
  delivery_days: 5,
};

const itemQuery = (name: string) =>
  queryOptions({ queryKey: ["graph", "catalogue-item", name], queryFn: () => catalogue.get(name) });

export function CatalogueItemPage() {
  const { name } = route.useParams();
  const navigate = route.useNavigate();
  const item = useQuery(itemQuery(name));
  return (
    <DeclaredPage
      key={name}
      name={name}
      needs="catalogue.manage"
      answer={item}
      template={TEMPLATE}
      back={
        <AnchorLink to="/catalogue" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={(found) => found.title}
      summary={(found) => (
        <>
          <Facts
            facts={[
              [t.facts.about, found.description || "–"],
              [t.facts.for, forWhom(found)],
              [t.facts.approval, approvalWords(found)],
              [
                t.facts.questions,
                questionsOf(found.form)
                  .map((each) => (each.required ? `${each.title} (${t.needed})` : each.title))
                  .join(", ") || "–",
              ],
              [
                t.facts.tasks,
                found.tasks
                  .map((each) =>
                    each.after?.length ? `${each.title} (${t.after(each.after.join(", "))})` : each.title,
                  )
                  .join(", ") || "–",
              ],
              [t.facts.fulfilled, t.fulfilled[found.fulfilled_by]],
              [t.facts.delivery, t.days(found.delivery_days)],
            ]}
          />
          <AnchorLink to="/portal/catalogue/$name" params={{ name: found.name }} search={{}}>
            {t.inPortal}
          </AnchorLink>
        </>
      )}
      shown={withOrder}
      put={(revision, document) => catalogue.put(name, revision, document)}
      remove={(revision) => catalogue.remove(name, revision)}
      gone={() => navigate({ to: "/catalogue", search: {} })}
    />
  );
}
