// Short news at the corner of the screen.
import { notifications } from "@mantine/notifications";

export function tell(message: string) {
  notifications.show({ message, autoClose: 3500, withBorder: true });
}

export function warn(message: string) {
  notifications.show({ message, color: "red", autoClose: 8000, withBorder: true });
}
