// Addresses of the outbox.
import { choiceIn, type RawSearch } from "../ui/search-params";

export const STATES = ["waiting", "failed", "dropped", "sent"] as const;
export type MessageState = (typeof STATES)[number];
export type OutboxSearch = { messages?: MessageState };

export function outboxSearch(search: RawSearch): OutboxSearch {
  return { messages: choiceIn(search, "messages", STATES) };
}
