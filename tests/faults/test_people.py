"""F22, F23, F26: impatient people, small budgets, browsers that leave."""

from decimal import Decimal

from generations.models import Attempt, Budget
from generations.models.states import Cause
from teams.models import Team
from tests.faults.visitor import Visitor


def visit(scene):
    """Start the pages (and, on PostgreSQL, a worker); return who looks at them."""
    address = scene.start_web()
    if scene.database:
        scene.start()
    return Visitor(scene, address)


def test_f22_twenty_clicks_at_once_are_one_wish(make_scene, database):
    scene = make_scene(database, latency_s=0.3)
    person = visit(scene)
    form = person.form()

    codes = person.click_at_once([form] * 20)
    scene.settle()
    codes.append(person.click(form))  # back, and once more
    verdict = scene.verdict("F22 20 clicks, and one after")

    assert set(codes) == {302}
    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.posts) == (1, 1, 1)


def test_f22_generating_again_twice_is_one_more_request(make_scene, database):
    scene = make_scene(database, STUDIO_PATIENCE="0.005")
    scene.gateway.arm("http-500")
    person = visit(scene)
    person.click(person.form())
    scene.until(lambda: scene.count("unknown") == 1, "the question")
    (asked,) = scene.attempts()

    def is_repeated():
        person.decide(asked.pk, "again")
        return len(scene.attempts()) > 1

    scene.until(is_repeated, "the time to ask again")
    for _ in range(2):
        person.decide(asked.pk, "again")
    verdict = scene.verdict("F22 generate again, three times")

    with scene.rows():
        causes = sorted(Attempt.objects.values_list("cause", flat=True))
    assert verdict.is_green, verdict
    assert causes == sorted([Cause.FIRST, Cause.CONFIRMED])
    assert (verdict.paid, verdict.stored, verdict.held) == (2, 1, 1)
    assert verdict.posts == 2


def test_f23_twenty_wishes_at_once_with_money_for_seven(make_scene, database):
    scene = make_scene(database)
    with scene.rows():
        money = {"team": Team.objects.home(), "person": None, "set_by": None}
        Budget.objects.put(Decimal("0.21"), "USD", **money)
    person = visit(scene)

    codes = person.click_at_once([person.form(f"a sea {n}") for n in range(20)])
    verdict = scene.verdict("F23 money for 7 of 20")

    assert codes.count(302) == 7
    assert verdict.is_green, verdict
    assert (verdict.paid, verdict.stored, verdict.posts) == (7, 7, 7)


def test_f26_browsers_that_leave_change_nothing(make_scene, database):
    scene = make_scene(database, latency_s=0.5)
    person = visit(scene)

    for wait_s in (0.001, 0.01, 0.1, 1.0):
        person.click_and_leave(person.form(), wait_s=wait_s)
    verdict = scene.verdict("F26 browsers leave", calm_s=1.5)

    assert verdict.is_green, verdict
    assert verdict.held == 0
    assert 1 <= verdict.stored == verdict.paid == verdict.posts <= 4
