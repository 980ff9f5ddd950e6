"""Writes many wishes at once, as many people's clicks would, and rings for them.

Run as `python -m benchmarks.wishes COUNT PEOPLE` inside a studio's settings. Prints
when it began and ended (Unix time, s).
"""

import sys
import time
import uuid

import django

COUNT, PEOPLE = 100, 1


def main() -> None:
    """Submit and ring, one generation after another."""
    django.setup()
    from generations.catalogue.vocabulary import Mode
    from generations.models import Generation, Wish
    from generations.tasks import ring_for
    from teams.models import Member, Team, User
    from teams.roles import Role

    count, people = int(sys.argv[1]), int(sys.argv[2])
    team = Team.objects.home()
    users = [
        User.objects.get_or_create(email=f"person-{number}@example.test")[0]
        for number in range(people)
    ]
    for user in users:
        Member.objects.get_or_create(
            team=team, user=user, defaults={"role": Role.EDITOR}
        )
    print(time.time(), flush=True)
    for number in range(count):
        wish = Wish(
            mode=Mode.TEXT_TO_IMAGE,
            offer_key="seedream-4.0@custom",
            prompt=f"a lighthouse above a rough sea, {number}",
            size="2048x2048",
            width_px=2048,
            height_px=2048,
            parameters={"watermark": True},
        )
        # The first asks for all of his at once, then the second, and so on.
        person = users[number * people // count]
        generation = Generation.objects.submit(
            wish, team=team, person=person, token=uuid.uuid4()
        )
        ring_for(generation)
    print(time.time(), flush=True)


if __name__ == "__main__":
    main()
