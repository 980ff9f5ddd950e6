"""`./studio lock`: requirements/*.txt anew from *.in, for every system, with hashes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OPTIONS = [
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
]


def main() -> None:
    """Resolve base, scale and dev; words such as --upgrade go to uv."""
    uv = shutil.which("uv")
    if not uv:
        sys.exit("uv is not on PATH; `pip install uv` brings it.")
    os.chdir(ROOT)
    for level in ("base", "scale", "dev"):
        files = [f"requirements/{level}.in", "-o", f"requirements/{level}.txt"]
        command = [uv, "pip", "compile", *OPTIONS, *files, *sys.argv[1:]]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
