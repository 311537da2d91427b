// What the person may do. An account that lists no permissions is shown everything; the server decides in any case.
import type { Session } from "../api/shapes";

export function may(session: Session | undefined, permission: string): boolean {
  const account = session?.account;
  if (!account) return false;
  if (!account.permissions || account.roles.includes("admin")) return true;
  return account.permissions.includes("*") || account.permissions.includes(permission);
}
