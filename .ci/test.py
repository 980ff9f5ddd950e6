"""`./studio test`: all tests, with the Chromium of this machine for the browser's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Three processes for two cores, for many tests wait; a module's tests stay
#: together with their servers.
DEFAULTS = ["-n", "3", "--dist", "loadfile", "--durations=20"]
BROWSERS = ["chromium", "chromium-browser", "google-chrome", "chrome"]
NO_BROWSER = (
    "No Chromium here: the browser tests cannot run. On Debian: "
    "apt-get install chromium; elsewhere set STUDIO_CHROMIUM to its path."
)


def main() -> None:
    """Become pytest; further words are its own."""
    os.chdir(ROOT)
    found = os.environ.get("STUDIO_CHROMIUM") or next(
        filter(None, map(shutil.which, BROWSERS)), None
    )
    if found:
        os.environ["STUDIO_CHROMIUM"] = found
    else:
        print(NO_BROWSER, file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "pytest", *DEFAULTS, *sys.argv[1:]]
    if os.name == "nt":
        sys.exit(subprocess.call(command))
    os.execv(sys.executable, command)


if __name__ == "__main__":
    main()
