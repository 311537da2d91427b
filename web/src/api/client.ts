// One door to the API: query, token against forged requests, preconditions, problems.
import { Problem, Unreachable } from "./problem";
import type { paths } from "./types";

type Prefix = "/api/v1";
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** The addresses that the API's document has for a method; a route that is gone does not compile. */
export type Route<M extends Method> = {
  [Path in keyof paths]: Path extends `${Prefix}${infer Rest}`
    ? paths[Path] extends { [Name in Lowercase<M>]: unknown }
      ? Rest
      : never
    : never;
}[keyof paths];

type Query = Record<string, string | number | boolean | null | undefined>;
type Options = {
  /** What stands in the braces of the route, in their order. */
  at?: readonly (string | number)[];
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

type Ask<M extends Method> = <T>(path: Route<M>, options?: Options) => Promise<T>;

const asking =
  <M extends Method>(method: M): Ask<M> =>
  async <T>(path: Route<M>, options: Options = {}) => {
    const response = await send(method, path, options);
    return (response.status === 204 ? undefined : await response.json()) as T;
  };

export const get = asking("GET");
export const post = asking("POST");
export const put = asking("PUT");
export const patch = asking("PATCH");
export const remove = asking("DELETE");

/** An answer that is a file. */
export async function getFile(path: Route<"GET">, options: Options): Promise<Blob> {
  return (await send("GET", path, options)).blob();
}

/** An answer that is text, not JSON. */
export async function postForText(path: Route<"POST">, options: Options): Promise<string> {
  return (await send("POST", path, options)).text();
}

async function send(method: string, path: string, options: Options): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(address(path, options), {
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

/** Sends a form and tells how much of it has gone, from 0 to 1; what it answers is as of `post`. */
export function postForm<T>(
  path: Route<"POST">,
  options: Options & { form: FormData },
  progress: (share: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", address(path, options));
    for (const [name, value] of headers("POST", options)) request.setRequestHeader(name, value);
    request.upload.onprogress = ({ loaded, total }) => total > 0 && progress(loaded / total);
    request.onerror = () => reject(new Unreachable(new Error("network")));
    request.onload = async () => {
      const answer = new Response(request.response || null, {
        status: request.status,
        statusText: request.statusText,
        headers: { "X-Request-Id": request.getResponseHeader("X-Request-Id") ?? "" },
      });
      if (answer.ok) resolve(JSON.parse(request.responseText) as T);
      else reject(await problem(answer, path));
    };
    request.send(options.form);
  });
}

function address(path: string, { query = {}, at = [] }: Options): string {
  const given = [...at];
  const place = path.replaceAll(/\{\w+\}/g, () => encodeURIComponent(String(given.shift())));
  const said = Object.entries(query).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  const text = new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString();
  return `/api/v1${place}${text ? `?${text}` : ""}`;
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
