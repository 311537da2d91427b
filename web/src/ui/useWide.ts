// Whether the window is wider than a phone.
import { useMediaQuery } from "@mantine/hooks";

export function useWide(): boolean {
  return useMediaQuery("(min-width: 48em)", undefined, { getInitialValueInEffect: false }) ?? true;
}
