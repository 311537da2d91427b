// The fields of one practice's records: in words, and as the document that declares them.
import { queryOptions, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { type DeclaredField, recordFields } from "../api/record-fields";
import { text } from "../text";
import { DeclaredPage } from "../ui/declared/DeclaredPage";
import { DeclaredTable } from "../ui/declared/DeclaredTable";
import { words } from "../ui/format";
import { AnchorLink } from "../ui/links";
import { EmptyState } from "../ui/states";

const route = getRouteApi("/record-fields/$practice");
const t = text.recordFields;
/** What the server adds, which a document does not say itself. */
const HIDDEN = new Set(["practice", "label"]);

const fieldsQuery = (practice: string) =>
  queryOptions({
    queryKey: ["graph", "record fields", practice],
    queryFn: async () => {
      const found = await recordFields.get(practice);
      return { ...found, name: practice, shipped: found.revision === 0, fields: found.fields.map(said) };
    },
  });

export function PracticeFieldsPage() {
  const { practice } = route.useParams();
  const navigate = route.useNavigate();
  const found = useQuery(fieldsQuery(practice));
  return (
    <DeclaredPage
      key={practice}
      name={practice}
      needs="schema.write"
      answer={found}
      template={{ fields: [] }}
      hidden={HIDDEN}
      back={
        <AnchorLink to="/record-fields" search={{}}>
          {t.back}
        </AnchorLink>
      }
      title={({ label }) => label}
      summary={({ label, fields }) =>
        fields.length === 0 ? (
          <EmptyState title={t.noneYet}>{t.noneAbout}</EmptyState>
        ) : (
          <DeclaredTable
            label={label}
            heads={t.fields}
            rows={fields.map((each) => ({ key: String(each.name), cells: cellsOf(each) }))}
          />
        )
      }
      put={(revision, document) => recordFields.put(practice, revision, document)}
      remove={(revision) => recordFields.remove(practice, revision)}
      gone={() => navigate({ to: "/record-fields", search: {} })}
    />
  );
}

type Said = Partial<DeclaredField>;

/** A field without what it does not say. */
function said(field: DeclaredField): Said {
  const kept = Object.entries(field).filter(
    ([, value]) =>
      value !== "" && value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(kept) as Said;
}

function cellsOf(field: Said) {
  return [
    field.label || words(field.name ?? ""),
    typeWords(field),
    field.values?.join(", ") || "–",
    field.required_in?.map(words).join(", ") || "–",
    field.description || "–",
  ];
}

function typeWords({ refers_to, values, type = "text" }: Said): string {
  if (refers_to) return t.reference(words(refers_to));
  return values?.length ? t.choice : (t.types[type] ?? type);
}
