// The words that the API speaks, taken from its document; words that it lists in prose are narrowed here.
import type { components } from "./types";

type Schemas = components["schemas"];
/** What a schema names, without its "anything else may stand here". */
type Named<Name extends keyof Schemas> = {
  [Key in keyof Schemas[Name] as string extends Key ? never : Key]: Schemas[Name][Key];
};
type Narrow<Name extends keyof Schemas, Told> = Omit<Named<Name>, keyof Told> & Told;

export type Scalar = string | number | boolean | null;
export type Value = Scalar | Scalar[] | { [key: string]: unknown };
export type Page<T> = { items: T[]; next: string | null; total?: number | null };

export type Session = Named<"Session">;
export type Account = Named<"Account">;
export type Token = Named<"Token">;
export type CreatedToken = Named<"CreatedToken">;
export type Permissions = Named<"Permissions">;

export type Attribute = Partial<Named<"Attribute">> & { name: string; type: string; label: string };
export type CiClass = Narrow<"Class", { attributes: Attribute[] }>;
export type RelationType = Named<"RelationType">;
export type Lifecycle = Named<"Lifecycle">;

export type Ci = Narrow<"Ci", { attributes: Record<string, Value> }>;
export type Relation = Named<"Relation">;
export type Provenance = Named<"Value">;
export type CiDetail = Narrow<"CiDetail", { attributes: Record<string, Value> }>;
export type Edit = { field: string; was?: unknown; to?: unknown };
export type HistoryEntry = Narrow<"History", { edits: Edit[] }>;
export type RevisionEntry = Named<"Revision">;
export type RevisionDetail = Named<"RevisionDetail">;
export type Facet = Narrow<"Facet", { values: { value: Scalar; shown: string; count: number }[] }>;
export type Completion = Named<"Completion">;
export type SearchHit = Named<"Hit">;
export type RecordHit = Named<"RecordHit">;
export type Attempt = {
  run?: string;
  row?: number | string | null;
  where?: string | null;
  rules: { rule: unknown; values?: unknown; outcome: string; found?: string[]; reason?: string | null }[];
  decision: string;
  at?: string;
};

export type CiState = "down" | "degraded" | "ok";
export type Scenario = {
  failures: { ci: string; state: "down" | "degraded" }[];
  immune?: { ci: string; by?: string; reason?: string; until?: string }[];
  as_of?: string;
  /** A plan document laid over the graph. */
  plan?: unknown;
};
export type Because = Named<"Because">;
export type Hit = Narrow<"Affected", { state: CiState }>;
export type ServiceHit = Narrow<"ServiceEffect", { state: CiState; factors: Record<string, unknown> }>;
export type AtRisk = Named<"AtRisk">;
export type Unknown = Named<"Unknown">;
export type DataError = { ci?: string; key?: string; group?: string | null; [more: string]: unknown };
export type Impact = Narrow<
  "Impact",
  {
    cis: Hit[];
    services: ServiceHit[];
    at_risk: AtRisk[];
    unknown: Unknown[];
    errors: DataError[];
    ignored: DataError[];
    names: Record<string, string>;
  }
>;
export type Evidence = {
  confidence?: number | null;
  last_verified?: string | null;
  consumer?: string;
  provider?: string;
  type?: string;
};
export type Explanation = Narrow<"Explanation", { evidence?: Evidence | null }>;
export type WhyNot = Named<"WhyNot">;
export type MapNode = Named<"MapNode">;
export type MapEdge = Named<"MapEdge">;
export type ImpactMap = Narrow<"Map", { nodes: MapNode[]; edges: MapEdge[] }>;
export type Try = Named<"Try">;
export type RecentChange = Narrow<"RecentChange", { edits: Edit[] }>;
export type ServiceRow = Narrow<"Service", { state: CiState }>;
export type ServiceDetail = Narrow<"ServiceDetail", { state: CiState }>;
export type SinglePoint = Named<"SinglePoint">;
export type SinglePoints = Narrow<"SinglePoints", { failures_away: number | string }>;
export type Availability = Narrow<"Availability", { method: "exact" | "monte_carlo" }>;
export type CutSets = Narrow<
  "CutSets",
  { failures_away: number | string | null; counts: Record<string, number>; names: Record<string, string> }
>;
export type TreeGate = Narrow<"TreeGate", { kind: "or" | "and" | "at_least" }>;
export type BasicEvent = Named<"BasicEvent">;
export type FaultTree = Narrow<"FaultTree", { gates: TreeGate[]; events: BasicEvent[] }>;
export type Ranking = Named<"Ranking">;
export type Ranked = Named<"Ranked">;
export type Gain = Named<"Gain">;

export type ObservationsGiven = { down: string[]; up: string[]; hours?: number; as_of?: string };
export type RootCause = Named<"Cause">;
export type RootCauses = Narrow<"RootCauses", { causes: RootCause[]; names: Record<string, string> }>;

export type PlanOutcome = Narrow<"Outcome", { status: "applies" | "already" | "conflict" | "invalid" }>;
export type PlanAffected = Narrow<"AffectedByPlan", { was: CiState; state: CiState }>;
export type PlanService = Narrow<"ServiceByPlan", { was: CiState; state: CiState }>;
export type PlanMargin = Named<"MarginByPlan">;
export type PlanDifference = Narrow<
  "ImpactDifference",
  {
    newly_affected: PlanAffected[];
    no_longer_affected: PlanAffected[];
    changed: PlanAffected[];
    unchanged: PlanAffected[];
    services: PlanService[];
    at_risk: AtRisk[];
    margins: PlanMargin[];
    names: Record<string, string>;
  }
>;
export type PlanPreview = Narrow<
  "Preview",
  { edits: PlanOutcome[]; conflicts: PlanOutcome[]; impact_difference: PlanDifference | null }
>;
export type PlanPoints = Narrow<"PointsByPlan", { names: Record<string, string> }>;
export type Merged = Named<"Merged">;

export type ColumnTarget = {
  role?: string;
  attribute?: string;
  relation?: string;
  ignore?: boolean;
  [more: string]: unknown;
};
export type MappedColumn = Narrow<"Column", { target: ColumnTarget }>;
export type Report = Named<"Report">;
export type ImportState = Named<"Import">["state"];
export type Import = Narrow<
  "Import",
  {
    mapping: Narrow<"MappingShown", { columns: MappedColumn[] }> | null;
    report: Report | null;
  }
>;
export type ImportRow = Narrow<
  "Row",
  { edits?: Edit[]; attempts?: Attempt[]; raw?: Record<string, unknown> }
>;
export type Source = Named<"Source">;
export type Job = Narrow<"Job", { state: "queued" | "running" | "done" | "failed" | "cancelled" }>;
export type Format = Named<"Format">;

export type Practice = Named<"Practice">;
export type PracticeAttribute = Named<"PracticeAttribute">;
export type RecordRow = Narrow<"Record", { attributes: Record<string, Value> }>;
export type RecordLink = Named<"RecordLink">;
export type OfferedStep = Named<"OfferedStep">;
export type RecordDetail = Narrow<
  "RecordDetail",
  { attributes: Record<string, Value>; links: RecordLink[]; steps: OfferedStep[] }
>;
export type Activity = Narrow<"Activity", { facts: Record<string, unknown> }>;
export type StepTaken = { step: string; attributes: Record<string, Value>; text: string; public: boolean };
