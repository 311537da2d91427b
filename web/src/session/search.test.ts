import { expect, it } from "vitest";
import { may } from "./may";
import { signInSearch } from "./search";

it("leads back inside this client only", () => {
  expect(signInSearch({ back: "/cis?q=a" }).back).toBe("/cis?q=a");
  for (const elsewhere of [
    "//evil.example",
    "https://evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ]) {
    expect(signInSearch({ back: elsewhere }).back).toBeUndefined();
  }
});

it("asks the account what it may", () => {
  const session = (roles: string[], permissions: string[]) =>
    ({ account: { name: "a", display_name: "A", roles, permissions, scope: null } }) as never;
  expect(may(session(["reader"], ["ci.read"]), "ci.read")).toBe(true);
  expect(may(session(["reader"], ["ci.read"]), "account.read")).toBe(false);
  expect(may(session(["admin"], []), "account.read")).toBe(true);
  expect(may(undefined, "ci.read")).toBe(false);
});
