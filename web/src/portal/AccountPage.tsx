// The password of somebody who lives in the portal.
import { Password } from "../admin/Password";
import { text } from "../text";
import { PortalPage } from "./PortalPage";

export function AccountPage() {
  return (
    <PortalPage title={text.admin.people.mine}>
      <Password />
    </PortalPage>
  );
}
