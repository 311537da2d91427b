// The name of a request, so that the same one sent twice is carried out once.

export function newRequest(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
