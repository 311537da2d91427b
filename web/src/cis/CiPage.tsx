export function CiPage() {
  return null;
}
