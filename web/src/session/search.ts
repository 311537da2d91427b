// Addresses of signing in and setting up.
import { type RawSearch, textIn } from "../ui/search-params";

export type SignInSearch = { back?: string };
export type SetupSearch = { token?: string };

/** `back` leads inside this client only: an address of another place is dropped. */
export function signInSearch(search: RawSearch): SignInSearch {
  const back = textIn(search, "back");
  return { back: back && /^\/(?![/\\])/.test(back) ? back : undefined };
}

export function setupSearch(search: RawSearch): SetupSearch {
  return { token: textIn(search, "token") };
}
