// Short news at the corner of the screen.
import { notifications } from "@mantine/notifications";
import { text } from "../text";

const shared = { withBorder: true, closeButtonProps: { "aria-label": text.ui.close } };

export function tell(message: string) {
  notifications.show({ ...shared, message, autoClose: 3500 });
}

export function warn(message: string) {
  notifications.show({ ...shared, message, color: "red", autoClose: 8000 });
}
