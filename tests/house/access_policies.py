"""Who may ask what of every address: the table `test_access_matrix.py` walks.

How to add a row
----------------
Every named address of the URL table needs a row here, under "<namespace>:<name>", or
`test_every_address_has_a_policy` fails and names it:

    "generations:picture": Policy(get=Action.LOOK, url=lambda it: {"id": it.output}),
    "generations:bin": Policy(post=Action.ARRANGE, body=lambda it: {"id": it.output}),

`get` and `post` say who may: ANYONE (guests, too), SIGNED_IN (whoever has an account),
an `Action` of `teams.roles` (members whose role allows it), STUDIO (who runs the studio
itself), MAKER (who made the row, in the seeds the owner) or NOBODY (404 for all); these
words stand in `access_terms.py`. A method that is not named must answer 405. HEAD is
tested as GET is.

`url`, `query` and `body` say with what: functions of one seeded team `it` (a `Seeds` of
`access_seeds.py`; need another kind of row there? Add a field and make it in `seed`,
every word of it through `it.words(...)`, so that it carries the team's marker). Send no
marker where an answer repeats what was asked: that would look like a leak.

What is then tested, for each method and each of guest, the owner of another team,
viewer, editor, admin and owner of the team whose rows `it` names:

- who may gets an answer that is no refusal (2xx, 3xx, 400, 409, 410, 422);
- a member who may not gets 403 or 404, a guest is sent to sign in;
- an address that names a row of the team is 404 for the other team's owner, always
  (one whose query or body does may be, or acts upon nothing);
- what guests and the other team send changes not one row of the team;
- no answer to the other team's people, headers and files included, holds the marker.

Several rows for one address, as a tuple, test it with different arguments.
"""

from dataclasses import replace
from typing import Any

from teams.roles import Action
from tests.house.access_seeds import Seeds
from tests.house.access_terms import (
    ANYONE,
    MAKER,
    NOBODY,
    SIGNED_IN,
    STUDIO,
    Policy,
    nothing,
)


def _gateway(_it: Seeds) -> dict[str, Any]:
    return {"slug": "custom"}


def _output(it: Seeds) -> dict[str, Any]:
    return {"output_id": it.output}


def _words(_it: Seeds) -> dict[str, Any]:
    return {"q": "stored picture"}


def _comment(it: Seeds) -> dict[str, Any]:
    return {"comment_id": it.comment}


def _collection(it: Seeds) -> dict[str, Any]:
    return {"collection_id": it.collection}


def _done(it: Seeds) -> dict[str, Any]:
    return {"step_id": it.step}


def _step(action: Action, verb: str) -> Policy:
    """Return the policy of one verb to one picture."""
    return Policy(post=action, body=lambda it: {"verb": verb, "pictures": it.output})


def _mode(_it: Seeds) -> dict[str, Any]:
    return {"mode": "text-to-image"}


def _member(it: Seeds) -> dict[str, Any]:
    return {"member_id": it.colleague}


def _invitation(it: Seeds) -> dict[str, Any]:
    return {"invitation_id": it.invitation}


LIBRARY = Policy(get=ANYONE, post=ANYONE, any_method=True)
LIBRARY_PAGE = Policy(get=ANYONE, any_method=True)

POLICIES: dict[str, Policy | tuple[Policy, ...]] = {
    # Pictures
    "generations:gallery": tuple(
        Policy(get=Action.LOOK, query=query)
        for query in (nothing, _words, lambda _it: {"q": "tag:liked"})
    ),
    "generations:mine": Policy(get=Action.LOOK),
    "generations:favourites": Policy(get=Action.LOOK),
    "generations:trash": Policy(get=Action.LOOK),
    "generations:collection": (
        Policy(get=Action.LOOK, url=lambda it: {"collection_id": it.collection}),
        Policy(get=Action.LOOK, url=lambda it: {"collection_id": it.smart}),
    ),
    "generations:collections": Policy(get=Action.LOOK),
    "generations:collection-add": Policy(
        post=Action.ARRANGE, body=lambda it: {"name": "New", "pictures": it.output}
    ),
    "generations:collection-edit": Policy(get=Action.ARRANGE, url=_collection),
    "generations:collection-change": Policy(
        post=Action.ARRANGE, url=_collection, body=lambda _it: {"name": "Renamed"}
    ),
    "generations:collection-cover": Policy(
        post=Action.ARRANGE, url=_collection, body=lambda it: {"picture": it.output}
    ),
    "generations:collection-order": Policy(
        post=Action.ARRANGE,
        url=_collection,
        body=lambda it: {"picture": it.output, "to": "start"},
    ),
    "generations:collection-remove": Policy(post=Action.ARRANGE, url=_collection),
    "generations:step": (
        _step(Action.ARRANGE, "rate:4"),
        _step(Action.ARRANGE, "trash"),
        _step(Action.ARRANGE, "tag:seen"),
        _step(Action.REMARK, "favourite"),
        _step(Action.PURGE, "purge"),
        Policy(
            post=Action.ARRANGE,
            body=lambda it: {
                "verb": "collect",
                "value": it.collection,
                "pictures": it.output,
            },
        ),
        Policy(
            post=Action.ARRANGE,
            body=lambda it: {
                "verb": "rate:5",
                "all": "1",
                "in": "collection",
                "collection": it.collection,
            },
        ),
    ),
    "generations:step-progress": Policy(get=MAKER, post=MAKER, url=_done),
    "generations:step-undo": Policy(post=MAKER, url=_done),
    "generations:archive": Policy(
        post=Action.LOOK, body=lambda it: {"pictures": it.output}
    ),
    "generations:months": Policy(get=Action.LOOK),
    "generations:count": Policy(get=Action.LOOK, query=_words),
    "generations:search-help": Policy(get=SIGNED_IN),
    "generations:queue": Policy(get=Action.LOOK, query=lambda _it: {"whose": "team"}),
    "generations:comment-add": Policy(
        post=Action.REMARK, url=_output, body=lambda it: {"text": it.words("Mine")}
    ),
    "generations:comment-edit": Policy(
        post=MAKER, url=_comment, body=lambda it: {"text": it.words("Other")}
    ),
    "generations:comment-remove": Policy(post=Action.PURGE, url=_comment),
    "generations:comment-restore": Policy(post=Action.REMARK, url=_comment),
    "generations:mentions": Policy(get=Action.LOOK),
    "generations:mentions-seen": Policy(post=Action.LOOK),
    "generations:mentions-people": Policy(get=Action.LOOK),
    "generations:changes": Policy(
        get=Action.LOOK, query=lambda it: {"open": f"{it.output}:old"}
    ),
    "generations:compose": Policy(
        get=Action.GENERATE,
        post=Action.GENERATE,
        url=_mode,
        body=lambda it: {"prompt": "p", "references": [it.image]},
    ),
    "generations:redraw": Policy(
        post=Action.GENERATE,
        url=_mode,
        body=lambda it: {"prompt": "p", "references": [it.image]},
    ),
    "generations:models": Policy(get=Action.LOOK),
    "generations:picture": Policy(get=Action.LOOK, url=_output),
    "generations:fetch-again": Policy(post=Action.SETTLE, url=_output),
    "generations:original": Policy(
        get=Action.LOOK, url=lambda it: {"image_id": it.image}
    ),
    "generations:thumbnail": Policy(
        get=Action.LOOK, url=lambda it: {"image_id": it.image, "size": 320}
    ),
    "generations:thumb": Policy(
        get=Action.LOOK, url=lambda it: {"address": it.thumb}, guest=404
    ),
    "generations:reference": Policy(
        get=NOBODY, url=lambda _it: {"token": "guessed"}, guest=404
    ),
    # Money
    "generations:payments": Policy(get=Action.GENERATE),
    "generations:bill": Policy(get=Action.GENERATE),
    "generations:kept-bytes": Policy(
        get=Action.SETTLE, url=lambda it: {"output_id": it.lost}
    ),
    "generations:budgets": Policy(
        get=Action.MANAGE, query=lambda it: {"change": it.budget}
    ),
    "generations:budget-set": Policy(
        post=Action.MANAGE,
        body=lambda it: {"amount": "1", "currency": "USD", "member": it.colleague},
    ),
    "generations:budget-remove": Policy(
        post=Action.MANAGE, url=lambda it: {"budget_id": it.budget}
    ),
    "generations:retry-all": Policy(post=Action.GENERATE),
    "generations:question": Policy(
        get=Action.LOOK, url=lambda it: {"attempt_id": it.unknown}
    ),
    "generations:decide": tuple(
        Policy(
            post=Action.SETTLE,
            url=lambda it, verb=verb: {"attempt_id": it.unknown, "verb": verb},
        )
        for verb in ("not-billed", "accept-loss", "cancel", "retry", "again")
    ),
    # The studio
    "generations:gateways": Policy(get=STUDIO),
    "generations:gateway-key": Policy(post=STUDIO, url=_gateway),
    "generations:gateway-remove": Policy(post=STUDIO, url=_gateway),
    "generations:gateway-check": Policy(post=STUDIO, url=_gateway),
    "generations:gateway-limits": Policy(post=STUDIO, url=_gateway),
    "generations:gateway-pause": Policy(post=STUDIO, url=_gateway),
    "generations:gateway-resume": Policy(post=STUDIO, url=_gateway),
    "generations:health": Policy(get=ANYONE, any_method=True),
    "generations:readiness": Policy(get=ANYONE, any_method=True, also=(503,)),
    "generations:metrics": Policy(get=NOBODY, any_method=True, guest=404),
    # People
    "teams:setup": Policy(get=ANYONE, post=ANYONE, any_method=True),
    "teams:setup-with-code": Policy(
        get=ANYONE, post=ANYONE, any_method=True, url=lambda _it: {"code": "guessed"}
    ),
    "teams:team": Policy(get=Action.LOOK),
    "teams:team-rename": Policy(
        post=Action.MANAGE, body=lambda _it: {"name": "Another"}
    ),
    "teams:team-leave": Policy(post=Action.LOOK),
    "teams:team-role": Policy(
        post=Action.INVITE, url=_member, body=lambda _it: {"role": "editor"}
    ),
    "teams:team-remove": Policy(post=Action.INVITE, url=_member),
    "teams:team-invite": Policy(
        post=Action.INVITE, body=lambda _it: {"role": "viewer"}
    ),
    "teams:revoke": Policy(post=Action.INVITE, url=_invitation),
    "teams:restore": Policy(post=Action.INVITE, url=_invitation),
    "teams:team-found": Policy(
        post=Action.MANAGE, body=lambda _it: {"name": "Another"}
    ),
    "teams:switch": Policy(post=Action.LOOK, url=lambda it: {"team_id": it.team.pk}),
    "teams:join": Policy(get=NOBODY, post=NOBODY, guest=404),
    "teams:link": (
        Policy(get=NOBODY, url=lambda _it: {"token": "guessed"}, guest=404),
        Policy(get=ANYONE, url=lambda it: {"token": it.token}, is_secret=True),
    ),
    # Accounts
    "account_login": LIBRARY,
    "account_logout": LIBRARY,
    "account_inactive": LIBRARY_PAGE,
    "account_signup": LIBRARY,
    "account_reauthenticate": replace(LIBRARY, also=(403,)),
    "account_email": LIBRARY,
    "account_email_verification_sent": LIBRARY_PAGE,
    "account_change_password": LIBRARY,
    "account_set_password": LIBRARY,
    "account_reset_password": LIBRARY,
    "account_confirm_login_code": LIBRARY,
    "account_confirm_email": replace(
        LIBRARY, url=lambda _it: {"key": "guessed"}, also=(404,)
    ),
    "account_reset_password_from_key_done": LIBRARY_PAGE,
    "account_reset_password_from_key": replace(
        LIBRARY, url=lambda _it: {"uidb36": "1", "key": "guessed"}
    ),
    "account_reset_password_done": LIBRARY_PAGE,
    "set_language": Policy(get=ANYONE, post=ANYONE, any_method=True),
}
