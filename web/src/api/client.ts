// One door to the API: query, token against forged requests, preconditions, problems.
import { Problem, Unreachable } from "./problem";

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = {
  query?: Query;
  body?: unknown;
  form?: FormData;
  ifMatch?: number | string;
  idempotencyKey?: string;
  signal?: AbortSignal;
};

let csrf: string | null = null;
let onSignedOut: () => void = () => undefined;

export function rememberCsrf(token: string | null) {
  csrf = token;
}

export function whenSignedOut(tell: () => void) {
  onSignedOut = tell;
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export async function callText(method: string, path: string, options: Options = {}): Promise<string> {
  return (await send(method, path, options)).text();
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers: headers(method, options),
      body: options.form ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      credentials: "same-origin",
      signal: options.signal,
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new Unreachable(error);
  }
  if (!response.ok) throw await problem(response, path);
  return response;
}

function address(path: string, query: Query = {}): string {
  const said = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1${path}${text ? `?${text}` : ""}`;
}

function headers(method: string, { body, ifMatch, idempotencyKey }: Options): Headers {
  const result = new Headers({ Accept: "application/json" });
  if (body !== undefined) result.set("Content-Type", "application/json");
  if (ifMatch !== undefined) result.set("If-Match", `"${ifMatch}"`);
  if (idempotencyKey) result.set("Idempotency-Key", idempotencyKey);
  if (method !== "GET" && csrf) result.set("X-CSRF-Token", csrf);
  return result;
}

async function problem(response: Response, path: string): Promise<Problem> {
  const text = await response.text();
  let facts: Record<string, unknown>;
  try {
    facts = JSON.parse(text) as Record<string, unknown>;
  } catch {
    facts = { title: response.statusText || "The server refused", detail: text.slice(0, 300) };
  }
  facts.reference ??= response.headers.get("X-Request-Id");
  if (response.status === 401 && !path.startsWith("/session")) onSignedOut();
  return new Problem(response.status, facts);
}
