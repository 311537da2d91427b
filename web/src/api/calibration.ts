// The routes of the calibration of risk.
import { get, post } from "./client";
import type { components } from "./types";

export type Calibration = components["schemas"]["Calibration"];

export const calibration = {
  show: () => get<Calibration>("/calibration"),
  make: (idempotencyKey: string) => post<Calibration>("/calibration", { idempotencyKey }),
};
