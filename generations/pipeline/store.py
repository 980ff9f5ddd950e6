"""From an announced picture to bytes that are ours: repeatable for ever.

download -> inspect -> first thumbnail -> original and thumbnail in the store ->
then the row says so. The other thumbnails follow behind; while more pictures wait
than can be drawn, the first one does, too.
"""

import logging
import os
import shutil
import uuid
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now

from generations import accounts, imaging
from generations.downloads import (
    AddressRefused,
    Downloaded,
    DownloadFailed,
    TooLarge,
    download,
)
from generations.failpoints import failpoint
from generations.models import Listing, Output, OutputState, StoredImage
from generations.pipeline import files, lease, quarantine, spool, thumbnails
from generations.pipeline.kept import saved
from generations.pipeline.unstored import lose, try_later
from generations.storage import content_key

logger = logging.getLogger(__name__)

#: So many pictures waiting to be stored are a crowd: then bytes go before beauty,
#: for thumbnails take longer than everything else.
QUEUE = 3
#: About two hours of looking for bytes that are not there.
LOST_SPOOL_TRIES = 20
#: Downloads after which a file that never comes whole is believed to be so.
CUT_TRIES = 5
#: Downloads after which bytes are believed to be no picture; otherwise at once.
DISBELIEF = {
    imaging.Flaw.TRUNCATED: CUT_TRIES,
    imaging.Flaw.EMPTY: 3,
    imaging.Flaw.UNSUPPORTED_FORMAT: 3,
}


def store(output_id: uuid.UUID) -> uuid.UUID | None:
    """Make one announced picture ours if it is due; returns the stored image's id."""
    image = brought(output_id)
    return None if image is None else image.pk


def brought(output_id: uuid.UUID) -> StoredImage | None:
    """Make one announced picture ours if it is due.

    Returns the stored image whose further thumbnails are to be made, or None.
    """
    hold_s = settings.STUDIO_LEASE_S
    if not Output.objects.take_for_storing(output_id, hold_s=hold_s):
        return None
    failpoint("download-begun")
    incoming = Path(settings.STUDIO_DATA_DIR, "incoming")
    incoming.mkdir(parents=True, exist_ok=True)
    with lease.storing(output_id), TemporaryDirectory(dir=incoming) as folder:
        output = Output.objects.select_related("generation").get(pk=output_id)
        image = _kept(output, Path(folder))
        return None if image is None else _mark_stored(output, image)


def _kept(output: Output, folder: Path) -> StoredImage | None:
    """Bring the bytes into the store; None where the row says why they are not."""
    try:
        found = _fetch(output, folder / "picture")
        return _keep_files(
            found, team_id=output.team_id, is_hurried=len(crowd()) == QUEUE
        )
    except AddressRefused as failure:
        # Kept: a studio that starts with its host allowed fetches it after all.
        lose(output, failure, url=output.url)
    except TooLarge as failure:
        _set_aside_whole(output, failure, folder / "raw")
    except imaging.NotAPicture as failure:
        believed = 1 if output.spooled else DISBELIEF.get(failure.reason, 1)
        if output.spooled and output.url:
            _fetch_instead(output, failure, folder / "picture")
        elif output.tries < believed:  # cut on the way, or a page that asks to wait
            try_later(output, failure)
        else:
            _set_aside(output, failure, folder / "picture")
    except FileNotFoundError as failure:
        _miss(output, failure)
    except (DownloadFailed, OSError) as failure:
        try_later(output, failure)
    return None


def _miss(output: Output, failure: FileNotFoundError) -> None:
    """Bytes that are not in this machine's spool may lie in another's.

    That one's sweeper stores them; after a day nobody has them any more.
    """
    is_alone = settings.IS_EMBEDDED and output.tries >= LOST_SPOOL_TRIES
    is_over = Output.objects.filter(pk=output.pk, url_expires_at__lt=Now())
    if is_alone or is_over.exists():
        lose(output, failure)
    else:
        try_later(output, failure)


def crowd() -> list[uuid.UUID]:
    """Return the next pictures whose bytes wait at an address to become ours."""
    waiting = Output.objects.to_store().filter(spooled="").order_by("next_run_at")
    return list(waiting.values_list("pk", flat=True)[:QUEUE])


def _fetch(output: Output, target: Path, *, max_bytes: int | None = None) -> Downloaded:
    """Bring the bytes to `target`: from the spool, or from the gateway's address.

    `max_bytes` replaces the size up to which a download may be a picture.
    """
    if output.spooled:
        path = spool.picture_path(output.spooled)
        shutil.copyfile(path, target)
        return local_file(target)
    offer = accounts.known_offer(output.generation.offer_key)
    if offer is None:
        raise AddressRefused("the gateway of this picture is not configured any more")
    rule = accounts.download_rule(offer.gateway)
    if max_bytes is not None:
        rule = replace(rule, max_bytes=max_bytes)
    return download(output.url, target, rule)


def keep_upload(path: Path, *, team_id: uuid.UUID) -> StoredImage:
    """Keep a copy of a person's file as a picture of the team.

    Raises:
        NotAPicture: it cannot be read as one.
        OSError: the file or the store failed.
    """
    incoming = Path(settings.STUDIO_DATA_DIR, "incoming")
    incoming.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=incoming) as folder:
        copy = Path(folder, "upload")
        shutil.copyfile(path, copy)
        return keep_bytes(local_file(copy), team_id=team_id)


def local_file(path: Path) -> Downloaded:
    """Describe a file that is already here as if it had been downloaded."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
    return Downloaded(
        path=path,
        size_bytes=path.stat().st_size,
        sha256=files.sha256_of(path),
        media_type="",
    )


def keep_bytes(found: Downloaded, *, team_id: uuid.UUID) -> StoredImage:
    """Keep a file's bytes with their first thumbnail, then write their row.

    The file is moved away from where it was. Identical bytes of a team are kept
    once.

    Raises:
        NotAPicture: the bytes cannot be shown.
        OSError: the store did not take them.
    """
    return saved(_keep_files(found, team_id=team_id))


def _keep_files(
    found: Downloaded, *, team_id: uuid.UUID, is_hurried: bool = False
) -> StoredImage:
    """Return the row of a file's bytes: the one there is, or a new one, not saved.

    `is_hurried`: keep them first, where their kind and their end can be told without
    reading every pixel; the first thumbnail is made behind.
    """
    failpoint("downloaded")
    existing = StoredImage.objects.filter(team_id=team_id, sha256=found.sha256).first()
    is_here = existing is not None and existing.purged_at is None
    if existing is not None and is_here and default_storage.exists(existing.key):
        return existing
    seen = imaging.inspect(found.path)
    key = content_key(found.sha256, seen.extension, prefix=f"originals/{team_id}")
    fields: dict[str, Any] = {}
    if not (is_hurried and imaging.ends_well(found.path, seen)):
        fields = thumbnails.first_of(found.path, sha256=found.sha256, team_id=team_id)
    files.adopt(found.path, key)
    width_px, height_px = seen.upright_px
    return StoredImage(
        team_id=team_id,
        sha256=found.sha256,
        key=key,
        size_bytes=found.size_bytes,
        media_type=seen.media_type,
        width_px=width_px,
        height_px=height_px,
        **fields,
    )


def _mark_stored(output: Output, image: StoredImage) -> StoredImage:
    """Write the row of the bytes and what it is for at once, then drop the spool.

    Bytes that are here count even if the sweeper gave them up meanwhile.
    """
    failpoint("kept")
    with transaction.atomic():
        kept = saved(image)
        Output.objects.advance(
            output.pk,
            before=(OutputState.ANNOUNCED, OutputState.LOST),
            after=OutputState.STORED,
            image=kept,
            stored_at=Now(),
            url="",
            spooled="",
            error_code="",
            error_message="",
        )
        Listing.objects.correct_shape(output, kept)
    failpoint("stored")
    if output.spooled:
        spool.picture_path(output.spooled).unlink(missing_ok=True)
    logger.info("stored: %s", output.pk)
    return kept


def _set_aside(output: Output, failure: Exception, path: Path) -> None:
    """Keep bytes that are no picture, for support; they are never shown."""
    if not _is_aside(output, path):
        return
    lose(output, failure)
    if output.spooled:
        spool.picture_path(output.spooled).unlink(missing_ok=True)


def _fetch_instead(output: Output, failure: Exception, path: Path) -> None:
    """Believe the address of a picture whose bytes came with it and are none."""
    if not _is_aside(output, path):
        return
    Output.objects.filter(pk=output.pk).update(spooled="")
    spool.picture_path(output.spooled).unlink(missing_ok=True)
    try_later(output, failure)


def _is_aside(output: Output, path: Path) -> bool:
    """Bring a file into the quarantine; where the disk does not take it, later."""
    try:
        quarantine.keep(output, path)
    except OSError as trouble:
        try_later(output, trouble)
        return False
    return True


def _set_aside_whole(output: Output, failure: TooLarge, target: Path) -> None:
    """Fetch a paid file again that is too large to be a picture, and keep it aside.

    Where the disk has no room for it, or it is larger still, or it never comes
    whole, its address is kept instead.
    """
    if not quarantine.has_room():
        lose(output, failure, url=output.url)
        return
    try:
        _fetch(output, target, max_bytes=quarantine.MAX_BYTES)
    except (DownloadFailed, OSError) as trouble:
        if isinstance(trouble, TooLarge) or output.tries >= CUT_TRIES:
            lose(output, failure, url=output.url)
        else:
            try_later(output, trouble)
        return
    _set_aside(output, failure, target)
