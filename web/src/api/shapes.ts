// The words that the API speaks, as the client reads them.
export type Scalar = string | number | boolean | null;
export type Value = Scalar | Scalar[] | { [key: string]: unknown };
export type Page<T> = { items: T[]; next: string | null; total?: number | null };

export type Session = {
  account: Account | null;
  csrf: string | null;
  demo: boolean;
  setup_needed: boolean;
  version: string;
  zone: string | null;
};
export type Account = {
  name: string;
  display_name: string;
  roles: string[];
  permissions?: string[];
  scope?: string | null;
  disabled?: boolean;
  last_seen?: string | null;
};
export type Token = {
  id: string;
  name: string;
  roles?: string[];
  permissions?: string[];
  created_at?: string | null;
  expires_at?: string | null;
  last_used_at?: string | null;
};
export type Permissions = { roles: Record<string, string[]> };

export type Attribute = {
  name: string;
  type: string;
  items?: string | null;
  label: string;
  description?: string | null;
  unit?: string | null;
  required?: boolean;
  unique?: boolean;
  indexed?: boolean;
  values?: Scalar[] | null;
  pattern?: string | null;
  minimum?: number | null;
  maximum?: number | null;
  inherited_from?: string | null;
};
export type CiClass = {
  name: string;
  label: string;
  plural?: string | null;
  parent: string | null;
  abstract: boolean;
  service: boolean;
  prefix: string;
  description?: string | null;
  layer: "shipped" | "overlay";
  hidden?: boolean;
  attributes: Attribute[];
  identify?: { attributes: string[]; strong?: boolean; in_parent?: boolean }[];
  expects?: string[];
  lifecycle?: string | null;
  unavailability?: number | null;
  count?: number | null;
};
export type RelationType = {
  name: string;
  label: string;
  reverse: string;
  consumer: "from" | "to" | "neither";
  need: string;
  group?: string | null;
  rule?: unknown;
  description?: string | null;
  layer: "shipped" | "overlay";
};
export type Lifecycle = {
  name: string;
  initial: string;
  states: { name: string; label: string; meaning?: string }[];
};

export type Ci = {
  key: string;
  class: string;
  class_label: string;
  name: string;
  lifecycle: string;
  attributes: Record<string, Value>;
  revision: number;
  changed_at: string;
  last_seen?: string | null;
};
export type Relation = {
  id: string;
  from: string;
  type: string;
  to: string;
  group?: string | null;
  need?: string | null;
  weight?: number | null;
  ride_through_s?: number | null;
  confidence?: number | null;
  last_verified?: string | null;
  reported_by?: string[];
  revision?: number;
  from_name?: string;
  from_class?: string;
  to_name?: string;
  to_class?: string;
  consumer?: "from" | "to" | "neither";
  effective_group?: string | null;
  declared?: Record<string, unknown>;
  label?: string;
  reverse?: string;
};
export type Observation = {
  source: string;
  native_id?: string | null;
  class?: string;
  name?: string;
  attributes: Record<string, Value>;
  run?: string | null;
  last_seen?: string | null;
  where?: string | null;
};
export type Provenance = {
  value: Value;
  source: string;
  at?: string | null;
  precedence?: number | null;
  why?: string | null;
  losing?: { source: string; value: Value }[];
};
export type CiDetail = Ci & {
  groups: Record<string, unknown>;
  relations: Relation[];
  sources?: Observation[];
  values?: Record<string, Provenance>;
  health?: { missing?: string[]; errors?: unknown[] };
  expects?: string[];
};
export type Edit = { field: string; was: unknown; to: unknown };
export type HistoryEntry = {
  revision: number;
  at: string;
  actor: string;
  source?: string;
  reason?: string;
  run?: string;
  edits: Edit[];
};
export type RevisionEntry = Omit<HistoryEntry, "edits"> & { counts?: Record<string, number> | null };
export type RevisionDetail = RevisionEntry & {
  changes: { ref: string; kind: string; name?: string | null; edits: Edit[] }[];
};
export type Facet = { field: string; values: { value: Scalar; shown: string; count: number }[] };
export type Completion = {
  from: number;
  to: number;
  options: { text: string; kind: string; hint?: string | null }[];
};
export type SearchHit = {
  kind: string;
  key: string;
  name: string;
  class: string;
  class_label?: string;
  lifecycle?: string;
  why?: string | null;
};

export type CiState = "down" | "degraded" | "ok";
export type ShownState = CiState | "at_risk" | "unknown";
export type Scenario = {
  failures: { ci: string; state: "down" | "degraded" }[];
  immune?: { ci: string; by?: string; reason?: string; until?: string }[];
  as_of?: string;
};
export type Because = {
  group?: string | null;
  rule?: string;
  up?: number;
  of?: number;
  failed?: string[];
  cycle?: string[];
  [more: string]: unknown;
};
export type Hit = {
  key: string;
  name: string;
  class: string;
  state: CiState;
  hops: number;
  because?: Because[];
};
export type ServiceHit = {
  key: string;
  name: string;
  state: CiState;
  score: number;
  factors: Record<string, unknown>;
  because?: Because[];
};
export type AtRisk = {
  key: string;
  name?: string;
  group?: string | null;
  before?: number;
  margin: number;
  left: string[];
  services: string[];
};
export type Unknown = {
  key: string;
  name?: string;
  expects?: string[];
  missing?: string[];
  services?: string[];
  [more: string]: unknown;
};
export type DataError = { ci?: string; key?: string; group?: string | null; [more: string]: unknown };
export type Impact = {
  revision: number;
  engine: string;
  hash: string;
  truncated: boolean | { frontier?: number };
  cis: Hit[];
  services: ServiceHit[];
  at_risk: AtRisk[];
  unknown: Unknown[];
  unknown_elsewhere?: number;
  errors?: DataError[];
  ignored?: DataError[];
  hidden?: number;
  headline: string;
  names?: Record<string, string>;
  snapshot_age_s?: number | null;
};
export type ProofStep = { key: string; name: string; state: string; because?: Because[]; sentence: string };
export type Evidence = {
  confidence?: number | null;
  last_verified?: string | null;
  sentence?: string | null;
  relation?: Partial<Relation> | null;
  [more: string]: unknown;
};
export type Explanation = { ci: string; state: string; steps: ProofStep[]; evidence?: Evidence | null };
export type WhyNot = { key: string; state: string; reason?: string; sentences: string[] };
export type MapNode = {
  id: string;
  key: string | null;
  label: string;
  class: string;
  state: ShownState;
  hops: number | null;
  x: number;
  y: number;
  members: number;
  service: boolean;
  failed: boolean;
};
export type MapEdge = {
  id: string;
  from: string;
  to: string;
  type: string;
  group?: string | null;
  carries: boolean;
};
export type ImpactMap = {
  nodes: MapNode[];
  edges: MapEdge[];
  truncated: boolean;
  hidden: number;
  rings?: number[];
};
export type RecentChange = HistoryEntry & { key: string; name: string; class: string; hops?: number | null };
export type ServiceRow = {
  key: string;
  name: string;
  class: string;
  criticality?: number | null;
  users?: number | null;
  owner?: string | null;
  state: CiState;
  at_risk: number;
  unknown: number;
  because?: Because[];
  stands_on?: number | null;
  changed_24h?: number | null;
};

export type ColumnTarget = {
  role?: string;
  attribute?: string;
  relation?: string;
  ignore?: boolean;
  [more: string]: unknown;
};
export type MappedColumn = {
  heading: string;
  target: ColumnTarget;
  confidence: number;
  reason: string;
  samples: Scalar[];
  filled: number;
};
export type ImportFile = {
  name: string;
  bytes: number;
  format: string | null;
  confidence?: number | null;
  reason?: string;
};
export type Rejected = { where: string; reason: string; value?: unknown; allowed?: unknown };
export type Report = {
  run?: string | null;
  source?: string;
  created: number;
  updated: number;
  unchanged: number;
  missing: number;
  retired: number;
  rejected: Rejected[] | number;
  revision?: number | null;
  notes?: { where?: string; text: string }[];
  dry_run?: boolean;
  relations?: { created?: number; removed?: number; unchanged?: number };
  conflicts?: number;
  [more: string]: unknown;
};
export type ImportState = "uploaded" | "checking" | "checked" | "applying" | "applied" | "failed" | "undone";
export type Import = {
  id: string;
  state: ImportState;
  source: string;
  format: string | null;
  files: ImportFile[];
  mapping: { class: string; class_reason?: string; columns: MappedColumn[]; rows: number } | null;
  report: Report | null;
  job: string | null;
  created_at: string;
  actor: string;
  undoable: boolean;
};
export type Attempt = {
  run?: string;
  row?: number | string | null;
  where?: string | null;
  rules: { rule: unknown; values?: unknown; outcome: string; found?: string[]; reason?: string | null }[];
  decision: string;
  at?: string;
};
export type ImportRow = {
  row: number | string;
  where: string;
  decision: string;
  key?: string | null;
  name?: string | null;
  class?: string | null;
  edits?: Edit[];
  reason?: string | null;
  value?: unknown;
  allowed?: unknown;
  raw?: Record<string, unknown> | null;
  attempts?: Attempt[];
};
export type Source = {
  name: string;
  last_run?: string | null;
  last_at?: string | null;
  cis: number;
  observations: number;
  missing?: number | null;
};
export type Job = {
  id: string;
  kind: string;
  state: "queued" | "running" | "done" | "failed" | "cancelled";
  done: number;
  total: number | null;
  message?: string | null;
  result?: unknown;
  error?: unknown;
  created_at: string;
  actor: string;
};
export type Format = { name: string; label: string; suffixes: string[]; description?: string };
