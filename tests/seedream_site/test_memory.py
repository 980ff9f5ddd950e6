"""A process started as ours are gives large buffers back once they are free."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: Frees a large buffer, which makes glibc keep the next ones of its size in the heap
#: unless told otherwise; then says how many more buffers are mapped by themselves.
LOOK = """
import ctypes

class Counted(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in "abcdefghij"]

look = ctypes.CDLL(None).mallinfo2
look.restype = Counted
bytearray(8_000_000)
before = look().d
large = bytearray(1_000_000)
print(look().d - before)
"""


@pytest.mark.parametrize(
    "words",
    [
        ("manage.py", "shell", "--no-imports", "-c", LOOK),
        ("-c", f"import seedream_site.wsgi\n{LOOK}"),
    ],
    ids=["command", "web server"],
)
def test_a_large_buffer_stays_out_of_the_heap(words, tmp_path):
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        env=os.environ | {"STUDIO_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.split() == ["1"]
