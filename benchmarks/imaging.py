"""Time the thumbnails beside the floor: one draft decoding and one resize.

Run as `python -m benchmarks.imaging`. Draws its own pictures; prints medians of
CPU time over 7 runs after a warm-up, both sides alternating, and the ratio.
"""

import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageChops

from generations.imaging import THUMBNAIL_SIZES, first_thumbnail, other_thumbnails

RUNS = 7
PICTURES = (("jpg", 2048), ("jpg", 4096), ("png", 2048))


def main() -> None:
    """Print one line per picture and step."""
    print(f"{platform.machine()}, Python {platform.python_version()}, CPU ms, median")
    print(f"{'picture':14}{'step':8}{'ours':>8}{'floor':>8}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for extension, side_px in PICTURES:
            path = Path(folder) / f"{side_px}.{extension}"
            drawn(side_px).save(path, quality=92, compress_level=1)
            smallest, *_, largest = THUMBNAIL_SIZES
            compare(path, "first", first_thumbnail, smallest)
            compare(path, "others", other_thumbnails, largest)


def compare(
    path: Path, step: str, make: Callable[[Path], object], size_px: int
) -> None:
    """Time one step and its floor in turns."""
    ours_ms, floor_ms = [], []
    for run in range(RUNS + 1):
        ours = timed_ms(lambda: make(path))
        least = timed_ms(lambda: decode_and_resize(path, size_px))
        if run:  # the first warms up
            ours_ms.append(ours)
            floor_ms.append(least)
    ours, least = statistics.median(ours_ms), statistics.median(floor_ms)
    print(f"{path.name:14}{step:8}{ours:8.1f}{least:8.1f}{ours / least:8.2f}")


def decode_and_resize(path: Path, size_px: int) -> None:
    """Do the least any thumbnail needs: decode as small as possible, scale once."""
    with Image.open(path) as image:
        image.draft(None, (size_px, size_px))
        image.resize((size_px, size_px), Image.Resampling.BILINEAR, reducing_gap=1.0)


def timed_ms(call: Callable[[], object]) -> float:
    """Return the CPU time of a call in ms, of all its threads."""
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000


def drawn(side_px: int) -> Image.Image:
    """Draw a picture with soft shapes and fine grain, as photographs have."""
    size = (side_px, side_px)
    coarse = Image.effect_noise((side_px // 16, side_px // 16), 80).resize(size)
    grain = Image.effect_noise(size, 10)
    bands = (
        Image.blend(coarse, grain, 0.3),
        ImageChops.add(Image.radial_gradient("L").resize(size), grain, 2),
        Image.blend(Image.linear_gradient("L").resize(size), coarse, 0.4),
    )
    return Image.merge("RGB", bands)


if __name__ == "__main__":
    main()
