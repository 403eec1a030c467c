"""What is said in public on our pages: Facebook's `feed` and `ratings`, Instagram's `comments` and `live_comments`."""

from collections.abc import Iterator

from heartline.channels.meta.events import PROVIDER, Event, Skipped
from heartline.channels.traffic.messages import Door
from heartline.channels.traffic.payload import Node
from heartline.channels.traffic.public import Happened, PublicComment, Where

_VERBS = {
    "add": Happened.WRITTEN,
    "edit": Happened.CHANGED,
    "edited": Happened.CHANGED,
    "remove": Happened.REMOVED,
}
_ITEMS = {"comment": Where.COMMENT, "post": Where.POST, "status": Where.POST, "rating": Where.REVIEW}


def read(kind: str, account: str, change: Node) -> Iterator[Event]:
    """What one change tells. Raises Malformed."""
    field, value = change.text("field"), change.node("value")
    if kind == "instagram" and field in ("comments", "live_comments"):
        yield _instagram(value, account)
    elif kind == "page" and field in ("feed", "ratings"):
        yield _facebook(value, account)
    else:
        yield Skipped(change.path, "a field that we do not follow")


def _instagram(value: Node, account: str) -> Event:
    writer = value.node("from")
    if writer.text("id") == account or writer.has("self_ig_scoped_id"):
        return Skipped(value.path, "our own")
    return PublicComment(
        provider=PROVIDER,
        provider_id=value.needed("id"),
        where=Where.COMMENT,
        happened=Happened.WRITTEN,
        account=account,
        writer=writer.text("id"),
        writer_name=writer.text("username"),
        text=value.text("text"),
        about=value.node("media").text("id"),
        reply_to=value.text("parent_id"),
        raw=dict(value.value),
        door=Door.INSTAGRAM,
    )


def _facebook(value: Node, account: str) -> Event:
    where, happened = _ITEMS.get(value.text("item")), _VERBS.get(value.text("verb"))
    if where is None or happened is None:
        return Skipped(value.path, "nothing that is said")
    writer = value.node("from")
    writer_id = writer.text("id") or value.text("reviewer_id")
    if writer_id == account:
        return Skipped(value.path, "our own")
    about, parent = value.text("post_id"), value.text("parent_id")
    return PublicComment(
        provider=PROVIDER,
        provider_id=value.needed(_ID[where]),
        where=where,
        happened=happened,
        account=account,
        writer=writer_id,
        writer_name=writer.text("name") or value.text("reviewer_name"),
        text=value.text("message") or value.text("review_text"),
        about=about if where is Where.COMMENT else "",
        reply_to=parent if parent != about else "",
        at=value.moment("created_time"),
        raw=dict(value.value),
    )


_ID = {Where.COMMENT: "comment_id", Where.POST: "post_id", Where.REVIEW: "open_graph_story_id"}
