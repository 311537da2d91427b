export function NewCiPage() {
  return null;
}
