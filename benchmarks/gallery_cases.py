"""The pages that `benchmarks.gallery` asks for, in a studio on a seeded database.

Every round asks each case once with other words, and the floor between them, so that
what else the machine does meets all of them alike.
"""

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

import benchmarks.library_tables  # noqa: F401  # sets Django up before rows are named
from benchmarks.plain_scan import PlainScan
from generations.models import Listing
from generations.search import PAGE, Roll, Scope, lines, read_roll
from generations.views import drawing
from teams.access import BACKEND
from teams.models import Member, Team

RARE = ("zuzuzu", "kelkelkel", "jorkelzu", "halzuka", "griventor")
COMMON = ("light", "watercolour", "film", "portrait", "rain")
#: One to four characters of Chinese.
HAN = (
    ("猫", "雨", "光", "龙", "画"),
    ("橘猫", "国风", "水墨", "竹林", "鲲鹏"),
    ("电影感", "水彩画", "机器人", "产品图", "香水瓶"),
    ("水墨山水", "油画风格", "画面干净", "海边的灯", "胶片颗粒"),
)
TWO_FACTS = ("model:4.5 rating:>=4", "by:me mode:fusion", "ratio:16:9 flag:pick")
#: Turns before it counts.
WARM = 2
#: The goals in ms: p50 and p95 of a page, p95 of the lines of a search.
MOST_P50_MS, MOST_P95_MS, MOST_SEARCH_MS = 10, 25, {"sqlite": 15, "postgresql": 60}
MOST_QUERIES, MOST_DEPTH, MOST_POLL_MS = 8, 1.2, 2
PHRASES = ('"soft morning light"', '"film grain"', '"light through the window"')
BOTH = tuple(f"{word} rating:>=3 model:4" for word in ("light", "猫", "水彩画"))
COUNTED = ("light", "猫", "model:4.5")


@dataclass(slots=True)
class Case:
    """One kind of page: what is asked each time, and how long it took, in ms."""

    name: str
    scope: Scope = Scope.TEAM
    address: str = "/"
    searches: tuple[str, ...] = ("",)
    before: str = ""
    is_new: bool = False  #: none of its tiles was ever drawn
    is_search: bool = False
    roll_ms: list[float] = field(default_factory=list)
    page_ms: list[float] = field(default_factory=list)
    queries: int = 0


class Bench:
    """One person of the largest team, who looks at everything."""

    def __init__(self) -> None:
        self.team = Team.objects.get(name="Team 1")
        self.member = Member.objects.in_team(self.team)[1]
        self.client = Client(SERVER_NAME="localhost")
        self.client.force_login(self.member.user, backend=BACKEND)
        self.floor_ms: list[float] = []
        self.template = engines["django"].from_string(_FLOOR)

    def deepest(self) -> str:
        """Return the cursor of the last page of the team's pictures."""
        tops = Listing.objects.in_gallery(self.team).filter(fold=0).order_by("place")
        return str(tops.values_list("place", flat=True)[PAGE])

    def roll(self, case: Case, text: str) -> Roll:
        """Return what a case looks at."""
        return read_roll(self.member, {"q": text}, scope=case.scope)

    def ask(self, case: Case, turn: int) -> None:
        """Ask for a page once, as rows and as a page."""
        text = case.searches[turn % len(case.searches)]
        took, _page = timed(lambda: self.roll(case, text).page(case.before))
        case.roll_ms.append(took)
        wanted = {"q": text, "before": case.before}
        wanted = {name: value for name, value in wanted.items() if value}
        with forgotten() if case.is_new else nullcontext():
            took, answer = timed(lambda: self.client.get(case.address, wanted))
        if answer.status_code != 200:
            raise RuntimeError(f"{case.name}: {answer.status_code}")
        case.page_ms.append(took)
        if turn < 0:
            asked = queries_of(lambda: self.client.get(case.address, wanted))
            case.queries = max(case.queries, asked)

    def floor(self) -> None:
        """Read and draw sixty pictures with as little as can be."""
        took, _text = timed(self._floor)
        self.floor_ms.append(took)

    def _floor(self) -> str:
        with connection.cursor() as cursor:
            cursor.execute(_RAW, [self.team.pk.hex])
            return self.template.render({"rows": cursor.fetchall()})


@contextmanager
def forgotten() -> Iterator[None]:
    """Know no line and no tile of before, for one page."""
    known: list[tuple[dict[Any, Any], dict[Any, Any]]] = [
        (kept, dict(kept)) for kept in (drawing._drawn, lines._kept)
    ]
    for kept, _before in known:
        kept.clear()
    yield
    for kept, before in known:
        kept.clear()
        kept.update(before)


_RAW = f"""
    SELECT l.place, l.rating, g.prompt, i.sha256, i.width_px, i.height_px,
        i.placeholder, u.name
    FROM (
        SELECT * FROM generations_listing WHERE team_id = %s AND shelf = 0 AND fold = 0
        ORDER BY place DESC LIMIT {PAGE + 1}
    ) l
    JOIN generations_output o ON o.id = l.output_id
    JOIN generations_generation g ON g.id = l.generation_id
    JOIN generations_storedimage i ON i.id = o.image_id
    JOIN teams_user u ON u.id = l.person_id ORDER BY l.place DESC
"""
_FLOOR = (
    '<ol>{% for row in rows %}<li id="{{ row.0 }}" data-stars="{{ row.1 }}"><img'
    ' src="/thumbs/{{ row.3 }}" width="{{ row.4 }}" height="{{ row.5 }}"'
    ' data-placeholder="{{ row.6 }}" alt="{{ row.2 }}"> {{ row.7 }}</li>'
    "{% endfor %}</ol>"
)


def timed(ask: Callable[[], Any]) -> tuple[float, Any]:
    """Return how long a call took, in ms, and its answer."""
    began = time.perf_counter()
    answer = ask()
    return (time.perf_counter() - began) * 1000, answer


def queries_of(ask: Callable[[], object]) -> int:
    """Return how many queries a call makes."""
    with CaptureQueriesContext(connection) as seen:
        ask()
    return len(seen)


def cases_of(bench: Bench) -> list[Case]:
    """Return everything that is measured."""
    spans = ["one character", "two characters", "three characters", "four characters"]
    looked_for = {"rare word": RARE, "common word": COMMON}
    looked_for |= {f"Chinese, {n}": words for n, words in zip(spans, HAN, strict=True)}
    looked_for |= {"word and two filters": BOTH, "words in quotes": PHRASES}
    return [
        Case("first page"),
        Case("first page, new tiles", is_new=True),
        Case("deepest page", before=bench.deepest()),
        Case("two filters", searches=TWO_FACTS),
        Case("Mine", scope=Scope.MINE, address="/mine/"),
        Case("Favourites", scope=Scope.FAVOURITES, address="/favourites/"),
        *(Case(name, searches=w, is_search=True) for name, w in looked_for.items()),
    ]


def tell(name: str, times: list[float], *, floor_ms: float) -> str:
    """Return p50, p95 and the ratio to the floor as columns."""
    middle, most = statistics.median(times), percentile(times, 0.95)
    return f"{name} {middle:7.2f} {most:7.2f} {middle / floor_ms:6.2f}"


def missed(case: Case, first_ms: float) -> str:
    """Return the goals a case misses, "" for none; `first_ms`: p50 of page one."""
    middle = statistics.median(case.page_ms)
    rows_most = MOST_SEARCH_MS[connection.vendor]
    is_late = percentile(case.roll_ms, 0.95) > rows_most
    goals = {
        f"p50 {MOST_P50_MS} ms": not case.is_search and middle > MOST_P50_MS,
        f"p95 {MOST_P95_MS} ms": not case.is_search
        and percentile(case.page_ms, 0.95) > MOST_P95_MS,
        f"rows p95 {rows_most} ms": case.is_search and is_late,
        f"{MOST_QUERIES} queries": case.queries > MOST_QUERIES,
        f"{MOST_DEPTH} x the first": bool(case.before)
        and middle > MOST_DEPTH * first_ms,
    }
    named = ", ".join(goal for goal, is_missed in goals.items() if is_missed)
    return f"   goal: {named}" if named else ""


def percentile(times: list[float], share: float) -> float:
    """Return the time that this share of them stayed below."""
    return sorted(times)[min(int(len(times) * share), len(times) - 1)]


def show_pages(bench: Bench, rounds: int) -> None:
    """Measure and print every case."""
    cases = cases_of(bench)
    for turn in range(-WARM, rounds):
        for case in cases:
            bench.floor()
            bench.ask(case, turn)
        if turn < 0:
            for case in cases:
                case.roll_ms.clear()
                case.page_ms.clear()
            bench.floor_ms.clear()
    floor_ms = statistics.median(bench.floor_ms)
    print(
        tell(
            f"{'floor: raw SQL and a template':42s}", bench.floor_ms, floor_ms=floor_ms
        )
    )
    print(f"{'':22s} queries   rows p50     p95  ratio   page p50     p95  ratio")
    first_ms = statistics.median(cases[0].page_ms)
    for case in cases:
        rows = tell("  ", case.roll_ms, floor_ms=floor_ms)
        page = tell("   ", case.page_ms, floor_ms=floor_ms)
        short = missed(case, first_ms)
        print(f"{case.name:22s} {case.queries:7d} {rows} {page}{short}")


def show_rest(bench: Bench, rounds: int) -> None:
    """Measure and print counting, the neighbours, and a poll with nothing new."""
    roll = bench.roll(Case(""), "")
    line = roll.page(bench.deepest()).lines[0]
    still = {"open": f"{line.output_id}:stored"}
    news = {"newest": 2**62, "queue": 0, "team": bench.team.pk.hex}
    hears = {"headers": {"HX-Request": "true"}}
    asked: dict[str, Callable[[], object]] = {
        "poll, nothing new": lambda: bench.client.get("/changes/", still, **hears),
        "poll for news, too": lambda: bench.client.get(
            "/changes/", still | news, **hears
        ),
        "newer than the first": lambda: roll.newer_than(2**62, 100),
        "neighbours, deepest": lambda: roll.neighbours(line),
    }
    asked |= {
        f"count of {text}": lambda text=text: bench.roll(Case(""), text).count()
        for text in COUNTED
    }
    for name, ask in asked.items():
        asked_for = queries_of(ask)
        times = [timed(ask)[0] for _ in range(rounds)]
        middle, most = statistics.median(times), percentile(times, 0.95)
        is_short = name.startswith("poll") and (asked_for > 1 or middle > MOST_POLL_MS)
        goal = f"   goal: one query, {MOST_POLL_MS} ms" if is_short else ""
        print(f"{name:22s} {asked_for:7d} {middle:11.2f} {most:7.2f}{goal}")


def show_truth(bench: Bench) -> None:
    """Compare what is found with a plain scan of every row of the team."""
    scan = PlainScan(bench.team, bench.member.user)
    right = found = expected = 0
    searches = [*RARE, *COMMON, *(w for words in HAN for w in words)]
    searches += [*TWO_FACTS, *PHRASES, *BOTH, "-light 猫", "size:>8mp cost:>0.1"]
    for text in searches:
        places = set(bench.roll(Case(""), text).matching().values_list("pk", flat=True))
        truth = scan.find(text)
        right += len(places & truth)
        found += len(places)
        expected += len(truth)
        if places != truth:
            print(f"WRONG {text}: {len(places)} found, {len(truth)} are there")
    print(
        f"{len(searches)} searches, {expected:,} pictures by a plain scan: recall"
        f" {100 * right / max(expected, 1):.2f} %, precision"
        f" {100 * right / max(found, 1):.2f} %"
    )


def main() -> None:
    """Print everything about the database of this process."""
    settings.ALLOWED_HOSTS = ["localhost"]
    call_command("migrate", verbosity=0)
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    rounds = int(sys.argv[1])
    bench = Bench()
    print(f"{Listing.objects.count():,} pictures, {bench.team.name}")
    show_pages(bench, rounds)
    show_rest(bench, rounds)
    show_truth(bench)


if __name__ == "__main__":
    main()
