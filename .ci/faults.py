"""`./studio faults`: breaks real processes on purpose and prints what became of it.

One line a scenario for machines, then the same as a table; 1 when one is red.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
#: Three scenarios at a time, for they mostly wait; each worker has servers of its own.
DEFAULTS = ["-q", "-n", "3", "--dist", "worksteal", "tests/faults"]
FIGURES = {
    "paid": "paid",
    "stored": "stored",
    "lost": "lost",
    "held": "held",
    "silent_loss": "silent loss",
    "silent_double": "silent double",
    "rows_without_file": "rows without file",
    "files_without_row": "files without row",
    "stuck": "stuck",
    "posts": "posts",
    "settle_p95_s": "settled p95 s",
}

#: What is done to the studio, by the number in the plan of the tests.
FAULTS = {
    "F1": "nothing",
    "F2": "kill -9 at each of 13 steps",
    "F3": "kill -9 of everything in the middle",
    "F4": "SIGTERM during calls",
    "F5": "SIGQUIT during calls",
    "F6": "frozen past the lease, then woken",
    "F7": "each message eleven times",
    "F8": "FLUSHALL",
    "F9": "broker killed for 3 s",
    "F10": "acks_late, visibility of 1 s",
    "F11": "database crashed, or locked, for 2.5 s",
    "F12": "billed, then 500, 502, 504, reset, hang, half a body, redirect",
    "F13": "dropped before it was billed",
    "F14": "refused, no such name, busy, 400",
    "F15": "stream cut after 2 of 4, killed in a stream",
    "F16": "fewer, some, garbage, base64",
    "F17": "downloads 503, cut, HTML",
    "F18": "result 404 until it expires",
    "F19": "disk full, store gone, spool full",
    "F20": "clock +2 h, -24 h",
    "F21": "chaos: a kill every 0.8 s",
    "F22": "20 clicks at once, generate again three times",
    "F23": "20 wishes at once with money for 7",
    "F24": "backup under load, restored",
    "F25": "update with requests in flight, drained update",
    "F26": "browsers that leave",
}


def main() -> None:
    """Run the scenarios (further words go to pytest), then print their verdicts."""
    os.chdir(ROOT)
    begin = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.jsonl")
        command = [sys.executable, "-m", "pytest", *DEFAULTS, *sys.argv[1:]]
        environment = {**os.environ, "FAULTS_REPORT": str(report)}
        code = subprocess.run(command, env=environment).returncode
        text = report.read_text() if report.exists() else ""
    lines = sorted(map(json.loads, text.splitlines()), key=_place)
    for line in lines:
        print(_for_machines(line))
    print("\n".join([*_table(lines), *_summary(lines)]))
    red = [line for line in lines if not line["is_green"] and not _mutant(line)]
    words = f"{len(lines)} verdicts, {len(red)} red, {time.monotonic() - begin:.0f} s"
    print(f"\n{words}" + (f"; pytest: {code}" if code else ""))
    sys.exit(code or bool(red))


def _place(line: dict[str, object]) -> tuple[bool, int, str, str]:
    """Sort scenarios by their number, mutants behind them."""
    name = str(line["name"])
    digits = name[1:3].strip() if name.startswith("F") else "0"
    return bool(_mutant(line)), int(digits), name, str(line["database"])


def _mutant(line: dict[str, object]) -> str:
    return str(line.get("mutant", ""))


def _result(line: dict[str, object]) -> str:
    """Say green or red; a mutant must be found out, or another barrier holds."""
    if not _mutant(line):
        return "green" if line["is_green"] else "RED"
    return (
        _mutant(line)
        if _mutant(line).startswith("held by")
        else f"red: {_mutant(line)}"
    )


def _for_machines(line: dict[str, object]) -> str:
    figures = " ".join(f"{name}={line[name]}" for name in FIGURES)
    name = str(line["name"]).replace('"', "'")
    return f'fault scenario="{name}" database={line["database"]} {figures}'


def _table(lines: list[dict[str, object]]) -> list[str]:
    head = ["scenario", "database", *FIGURES.values(), ""]
    rule = ["---", "---", *["--:"] * len(FIGURES), "---"]
    rows = [
        [line["name"], line["database"], *(line[n] for n in FIGURES), _result(line)]
        for line in lines
    ]
    return [
        "",
        *("| " + " | ".join(map(str, row)) + " |" for row in (head, rule, *rows)),
    ]


def _summary(lines: list[dict[str, object]]) -> list[str]:
    """Return one row a fault, its scenarios on both databases added up."""
    head = ["", "fault", "runs", *FIGURES.values()]
    table = [head, ["---", "---", *["--:"] * (len(FIGURES) + 1)]]
    for number, fault in FAULTS.items():
        runs = [line for line in lines if str(line["name"]).split()[0] == number]
        if runs:
            found = [[float(str(run[name])) for run in runs] for name in FIGURES]
            slowest = max(found.pop())
            sums = [f"{sum(each):.0f}" for each in found]
            table.append([number, fault, str(len(runs)), *sums, str(slowest)])
    return ["", *("| " + " | ".join(row) + " |" for row in table)]


if __name__ == "__main__":
    main()
