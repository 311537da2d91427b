// What the API says when it refuses, and what the client says when there is no answer at all.

export type FieldError = { where: string; reason: string; value?: unknown; allowed?: unknown };

export class Problem extends Error {
  readonly status: number;
  readonly title: string;
  readonly code: string;
  readonly reference: string | null;
  readonly errors: FieldError[];
  readonly facts: Record<string, unknown>;

  constructor(status: number, facts: Record<string, unknown>) {
    const title = typeof facts.title === "string" ? facts.title : "The server refused";
    super(typeof facts.detail === "string" ? facts.detail : title);
    this.name = "Problem";
    this.status = status;
    this.title = title;
    this.code = typeof facts.code === "string" ? facts.code : String(status);
    this.reference = typeof facts.reference === "string" ? facts.reference : null;
    this.errors = Array.isArray(facts.errors) ? (facts.errors as FieldError[]) : [];
    this.facts = facts;
  }
}

/** No answer came: the server is away or the network is. */
export class Unreachable extends Error {
  constructor(cause: unknown) {
    super("The server does not answer.", { cause });
    this.name = "Unreachable";
  }
}

/** The errors of one field, in words: `attributes.owner`, `owner` and `/attributes/owner` name the same one. */
export function errorsOf(error: unknown, field: string): string[] {
  if (!(error instanceof Problem)) return [];
  const wanted = plain(field);
  return error.errors.filter((entry) => plain(entry.where) === wanted).map((entry) => inWords(entry));
}

/** The errors that name none of these fields. */
export function errorsElsewhere(error: unknown, fields: string[]): string[] {
  if (!(error instanceof Problem)) return [];
  const known = new Set(fields.map(plain));
  return error.errors
    .filter((entry) => !known.has(plain(entry.where)))
    .map((entry) => `${entry.where}: ${inWords(entry)}`);
}

function plain(where: string): string {
  return where
    .replaceAll("/", ".")
    .split(".")
    .filter((part) => part !== "" && part !== "attributes" && part !== "json")
    .join(".");
}

function inWords({ reason, allowed }: FieldError): string {
  if (allowed === undefined || allowed === null || allowed === "") return reason;
  const choices = Array.isArray(allowed) ? allowed.join(", ") : String(allowed);
  return `${reason}; allowed: ${choices}`;
}
