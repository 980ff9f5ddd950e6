"""A team with a row of every kind, each word of it carrying the team's own marker."""

import uuid
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from generations.models import (
    Attempt,
    Budget,
    Collection,
    Comment,
    Draft,
    Favourite,
    Generation,
    Listing,
    Mention,
    Output,
    Placement,
    Shelf,
    Step,
    StoredImage,
    Tag,
    Tagging,
)
from generations.pipeline import quarantine
from generations.views.thumbs import PREFIX, thumb_url
from teams.joining import invite
from teams.models import Member, Team, User
from teams.roles import Role
from tests.models.conftest import WISH


@dataclass
class Seeds:
    """One team, its people by role, and the ids of its rows."""

    team: Team
    marker: str
    people: dict[str, Member] = field(default_factory=dict)
    colleague: int = 0  #: a further viewer, whom nobody signs in as
    invitation: uuid.UUID | None = None
    token: str = ""  #: the secret of another invitation's link
    image: uuid.UUID | None = None
    thumb: str = ""
    output: uuid.UUID | None = None  #: stored, made by the owner
    lost: uuid.UUID | None = None  #: lost, its bytes kept aside
    unknown: uuid.UUID | None = None  #: an attempt that may have been billed
    budget: int = 0
    place: int = 0  #: the line of `output`; its tag, collection, comment stand below
    tag: int = 0
    collection: int = 0
    smart: int = 0  #: a collection that is a search
    comment: int = 0
    trashed: int = 0  #: the line of `lost`
    step: uuid.UUID | None = None

    def words(self, text: str) -> str:
        """Return a text that says whose it is."""
        return f"{text} {self.marker}"


def seed(team: Team, marker: str) -> Seeds:
    """Give a team people, pictures, requests and money."""
    it = Seeds(team, marker)
    Team.objects.filter(pk=team.pk).update(name=it.words("Team"))
    team.refresh_from_db()
    for role in Role:
        it.people[role] = _member(it, role)
    it.colleague = _member(it, Role.VIEWER, name="colleague").pk
    owner = it.people[Role.OWNER]
    made, _token = invite(owner, role=Role.VIEWER, note=it.words("For"))
    it.invitation = made.pk
    _made, it.token = invite(owner, role=Role.VIEWER)
    image = _image(it)
    it.image, it.thumb = image.pk, thumb_url(image, 320).removeprefix(PREFIX)
    it.output = _stored(it, image).pk
    it.lost = _lost(it).pk
    it.unknown = _unknown(it).pk
    it.budget = Budget.objects.put(
        Decimal("50"), "USD", team=team, person=owner.user, set_by=owner.user
    ).pk
    _sort(it)
    place = {"image": str(image.pk), "name": it.words("file"), "notes": []}
    for member in it.people.values():
        Draft.objects.create(
            team=team,
            person=member.user,
            values={"prompt": it.words("draft")},
            tray=[place],
        )
    return it


def _member(it: Seeds, role: Role, *, name: str = "") -> Member:
    name = name or role.value
    user = User(email=f"{name}.{it.marker}@example.com", name=it.words(name))
    user.set_unusable_password()
    user.save()
    return Member.objects.create(team=it.team, user=user, role=role)


def _image(it: Seeds) -> StoredImage:
    """Store bytes that hold the marker, as a program may write it into a picture."""
    sha256 = uuid.uuid5(uuid.NAMESPACE_DNS, it.marker).hex * 2
    key = f"originals/{sha256}.png"
    default_storage.save(key, ContentFile(it.words("original").encode()))
    folder = f"thumbnails/{it.team.pk}/{sha256[:2]}"
    small = f"{folder}/{sha256}-320.webp"
    default_storage.save(small, ContentFile(it.words("thumbnail").encode()))
    return StoredImage.objects.create(
        team=it.team,
        sha256=sha256,
        key=key,
        size_bytes=10,
        media_type="image/png",
        width_px=96,
        height_px=64,
        thumbnails={
            "320": {
                "key": small,
                "width_px": 320,
                "height_px": 213,
                "media_type": "image/webp",
            }
        },
        placeholder="UklGRg==",
    )


def _submit(it: Seeds, prompt: str) -> Output:
    owner = it.people[Role.OWNER]
    wish = replace(WISH, prompt=it.words(prompt), offer_key="seedream-4.5@custom")
    generation = Generation.objects.submit(
        wish, team=it.team, person=owner.user, token=uuid.uuid4()
    )
    return generation.outputs.get()


def _tell(output: Output, state: str, **fields: object) -> None:
    """Write what became of a request, and what the gateway is said to have said."""
    now = timezone.now()
    Attempt.objects.filter(pk=output.attempt_id).update(
        state=state, sent_at=now, answered_at=now, **fields
    )


def _stored(it: Seeds, image: StoredImage) -> Output:
    output = _submit(it, "A stored picture of")
    _tell(output, "answered", request_id=f"request-{it.marker}", images_billed=1)
    Output.objects.filter(pk=output.pk).update(state="stored", image=image)
    return output


def _lost(it: Seeds) -> Output:
    output = _submit(it, "A lost picture of")
    _tell(output, "answered", request_id=f"lost-{it.marker}", images_billed=1)
    Output.objects.filter(pk=output.pk).update(state="lost")
    path = Path(settings.STUDIO_DATA_DIR) / "arrived"
    path.write_bytes(it.words("bytes").encode())
    quarantine.keep(output, path)
    return output


def _unknown(it: Seeds) -> Attempt:
    output = _submit(it, "An unknown outcome of")
    _tell(
        output,
        "unknown",
        error_kind="OutcomeUnknown",
        error_message=it.words("The gateway said"),
        request_id=f"unknown-{it.marker}",
    )
    return Attempt.objects.get(pk=output.attempt_id)


def _sort(it: Seeds) -> None:
    """Keep a picture in every way there is, and one in the trash."""
    line = Listing.objects.get(output=it.output)
    it.place, owner = line.pk, it.people[Role.OWNER].user
    for name in ("liked", it.words("tag")):
        tag = Tag.objects.named(it.team, name)
        Tagging.objects.create(tag=tag, listing=line)
    by_hand = Collection.objects.create(
        team=it.team,
        name=it.words("Collection"),
        description=it.words("About"),
        cover=line,
        person=owner,
    )
    Placement.objects.create(collection=by_hand, listing=line, rank=1)
    smart = Collection.objects.create(
        team=it.team, name=it.words("Search"), query=it.marker, person=owner
    )
    comment = Comment.objects.create(
        team=it.team, listing=line, person=owner, text=it.words("I like this of")
    )
    for member in it.people.values():
        Mention.objects.create(comment=comment, person=member.user)
        Favourite.objects.create(person=member.user, listing=line)
    step = Step.objects.create(
        team=it.team, person=owner, verb="rate", query=it.marker, value=3
    )
    it.tag, it.collection, it.smart = tag.pk, by_hand.pk, smart.pk
    it.comment, it.step = comment.pk, step.pk
    binned = Listing.objects.filter(output=it.lost)
    it.trashed = binned.get().pk
    binned.update(shelf=Shelf.TRASH, trashed_at=timezone.now(), trashed_by=owner)
    Listing.objects.filter(pk=line.pk).update(comments=1)
