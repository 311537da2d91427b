// What a report says in figures.
import type { Report } from "../api/shapes";

export function rejectedCount(report: Report): number {
  return (
    report.rejected_count ?? (typeof report.rejected === "number" ? report.rejected : report.rejected.length)
  );
}

/** A run that finds nothing to do. */
export function isQuiet(report: Report): boolean {
  const { created, updated, missing, retired, relations } = report;
  const moved = (relations?.created ?? 0) + (relations?.changed ?? 0) + (relations?.removed ?? 0);
  return created + updated + missing + retired + moved + rejectedCount(report) === 0;
}
