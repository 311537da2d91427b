// Who is in the portal: whoever goes there, and whoever may go nowhere else.
import type { Session } from "../api/shapes";
import { may } from "../session/may";

export function isPortal(path: string): boolean {
  return path === "/portal" || path.startsWith("/portal/");
}

/** Somebody who uses the portal and sees nothing of the estate. */
export function livesInPortal(session: Session): boolean {
  return may(session, "portal.use") && !may(session, "ci.read");
}
