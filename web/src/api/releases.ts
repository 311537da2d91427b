// The routes of releases and deployments beyond those of every record.
import type { Plan } from "../what-if/plan";
import { get } from "./client";
import type { components } from "./types";

type Schemas = components["schemas"];

export type ReleasePackage = Schemas["Package"];
export type Verification = Schemas["Verification"];

export const releases = {
  package: (key: string) => get<ReleasePackage>("/releases/{key}/package", { at: [key] }),
  verification: (key: string) => get<Verification>("/releases/{key}/verification", { at: [key] }),
};

export const deployments = {
  plan: (key: string) => get<{ plan: Plan; edits: number }>("/deployments/{key}/plan", { at: [key] }),
};
