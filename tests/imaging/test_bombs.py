"""Small files that would cost hours or all memory: refused, or one after another."""

import io
import struct
import threading

import pytest
from PIL import Image

from generations.imaging import MAX_PIXELS, Flaw, NotAPicture, first_thumbnail, inspect
from generations.imaging.scans import MAX_SCANS

END = b"\xff\xd9"


def saved(kind, size=(64, 48), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, 0).save(file, kind, **options)
    return file.getvalue()


def scans_of(content):
    """Cut a JPEG before each of its scans; the end is left out."""
    first, *scans = content.removesuffix(END).split(b"\xff\xda")
    return first, [b"\xff\xda" + scan for scan in scans]


def flaw_of(path):
    with pytest.raises(NotAPicture) as caught:
        inspect(path)
    return caught.value.reason


def test_a_progressive_photograph_is_read(write):
    path = write(saved("JPEG", progressive=True))

    assert inspect(path).format == "jpeg"


@pytest.mark.parametrize("beyond", [0, 1])
def test_a_jpeg_may_have_a_hundred_scans_and_no_more(write, beyond):
    head, scans = scans_of(saved("JPEG", progressive=True))
    more = scans[-1] * (MAX_SCANS - len(scans) + beyond)
    path = write(head + b"".join(scans) + more + END)

    if beyond:
        assert flaw_of(path) is Flaw.UNREADABLE
    else:
        assert first_thumbnail(path).thumbnail.width_px == 64


def test_a_baseline_jpeg_of_one_component_at_a_time_is_counted_too(write):
    content = saved("JPEG", mode="L", progressive=False)
    head, (scan,) = scans_of(content)
    of_three = head.replace(
        b"\x01\x01\x11\x00", b"\x03\x01\x11\x00" + b"\x02\x11\0" * 2
    )

    assert flaw_of(write(of_three + scan * 200 + END)) is Flaw.UNREADABLE


def test_what_stands_behind_the_end_or_in_a_note_is_no_scan(write):
    content = saved("JPEG", progressive=True, comment=b"\xff\xda\0\0" * 500)

    assert inspect(write(content + b"\xff\xda\0\x02" * 500)).width_px == 64


def test_a_run_of_fill_bytes_is_no_work(write):
    path = write(
        saved("JPEG", progressive=True).removesuffix(END) + b"\xff" * 5_000_000
    )

    assert inspect(path).width_px == 64


def test_the_frames_of_a_tiff_are_not_walked_through(write):
    tags = [(256, 3, 1, 1), (257, 3, 1, 1), (258, 3, 1, 8), (259, 3, 1, 1)]
    tags += [(262, 3, 1, 1), (273, 4, 1, 0), (277, 3, 1, 1), (279, 4, 1, 1)]
    directory = struct.pack("<H", len(tags))
    directory += b"".join(struct.pack("<HHII", *tag) for tag in tags)
    step = len(directory) + 4
    chain = [directory + struct.pack("<I", 8 + step * n) for n in range(1, 1000)]

    content = b"II*\0" + struct.pack("<I", 8) + b"".join(chain) + directory + bytes(4)

    assert inspect(write(content)).frames == 2


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_formats_that_take_the_most_memory_may_have_half_the_pixels(write, kind):
    size = (10_000, MAX_PIXELS // 2 // 10_000 + 1)
    options = {"speed": 10} if kind == "AVIF" else {"method": 0}

    assert flaw_of(write(saved(kind, size, **options))) is Flaw.TOO_MANY_PIXELS


def test_large_pictures_are_decoded_one_after_another(write, monkeypatch):
    path = write(saved("PNG", (6000, 5000), mode="1"))
    inside, most = [], []
    real = Image.Image.resize

    def resize(self, *args, **kwargs):
        if self.width < 3000:
            return real(self, *args, **kwargs)
        inside.append(self)
        most.append(len(inside))
        try:
            return real(self, *args, **kwargs)
        finally:
            inside.pop()

    monkeypatch.setattr(Image.Image, "resize", resize)
    threads = [threading.Thread(target=first_thumbnail, args=(path,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(most) >= 4
    assert max(most) == 1
