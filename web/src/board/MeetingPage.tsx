// One meeting of the board at its own address, also when it is over.
import { getRouteApi } from "@tanstack/react-router";
import { text } from "../text";
import { Page } from "../ui/Page";
import { MeetingView } from "./MeetingView";

const route = getRouteApi("/board/meetings/$id");

export function MeetingPage() {
  const { id } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <Page title={text.board.title} tab={id}>
      <MeetingView
        id={id}
        shown={search.change}
        show={(change) => navigate({ search: { change }, replace: true, resetScroll: false })}
      />
    </Page>
  );
}
