"""The pages of the URL table: where each is, and what can be opened on them."""

#: Faces of a picture, as columns of a copy of one whose outcome is unknown.
FACES = {
    "unknown": {},
    "not-billed": {"attempt": {"verdict": "not_billed"}},
    "loss-accepted": {"attempt": {"verdict": "loss_accepted"}},
    "cancelled": {"attempt": {"state": "cancelled"}},
    "refused": {"attempt": {"state": "refused", "error_kind": "ContentRejected"}},
    "undelivered": {"attempt": {"state": "undelivered", "error_kind": "Busy"}},
    "waiting": {"attempt": {"state": "queued"}},
    "generating": {"attempt": {"state": "sent"}},
    "absent": {"output": {"state": "absent"}, "attempt": {"state": "answered"}},
    "lost": {"output": {"state": "lost"}, "attempt": {"state": "answered"}},
}
SCOPES = ("/mine/", "/favourites/", "/trash/", "/collections/")
#: The pages of each address; {…} is what was made for them.
PAGES = {
    "generations:gallery": ("/", "/?q=jar&stack=off", "/?q=猫 rating:x tag:none -a"),
    "generations:mine": ("/mine/",),
    "generations:favourites": ("/favourites/",),
    "generations:trash": ("/trash/",),
    "generations:collections": ("/collections/",),
    "generations:collection": tuple(
        f"/collections/{{{it}}}/" for it in ("own", "smart")
    ),
    "generations:collection-edit": ("/collections/{own}/edit/",),
    "generations:step-progress": ("/library/steps/{step}/",),
    "generations:months": ("/months/",),
    "generations:count": ("/count/?q=jar",),
    "generations:search-help": ("/search-help/",),
    "generations:queue": ("/queue/?whose=team",),
    "generations:mentions": ("/mentions/",),
    "generations:compose": tuple(
        f"/compose/{mode}/" for mode in ("text-to-image", "edit", "fusion", "sequence")
    ),
    "generations:models": ("/models/",),
    "generations:picture": tuple(
        f"/pictures/{{{face}}}/" for face in ("stored", "binned", *FACES)
    ),
    "generations:payments": ("/payments/",),
    "generations:budgets": ("/payments/budgets/",),
    "generations:question": ("/requests/{attempt}/",),
    "generations:gateways": ("/settings/gateways/",),
    "teams:team": ("/team/",),
    "account_logout": ("/accounts/logout/",),
    "account_email": ("/accounts/email/",),
    "account_change_password": ("/accounts/password/change/",),
    "account_reauthenticate": ("/accounts/reauthenticate/",),
    "account_inactive": ("/accounts/inactive/",),
}
#: What is shown to whoever has not signed in.
GUESTS = {
    "account_login": ("/accounts/login/",),
    "account_signup": ("/accounts/signup/",),
    "account_reset_password": ("/accounts/password/reset/",),
    "account_reset_password_done": ("/accounts/password/reset/done/",),
    "account_reset_password_from_key": ("/accounts/password/reset/key/1-guessed/",),
    "account_reset_password_from_key_done": ("/accounts/password/reset/key/done/",),
    "account_confirm_email": ("/accounts/confirm-email/guessed/",),
    "account_email_verification_sent": ("/accounts/confirm-email/",),
    "teams:link": ("/join/{token}/", "/join/guessed/"),
    "teams:setup": ("/setup/",),
}
#: Files, answers for machines, what always leads elsewhere: no pages. The page of
#: the first visit has a journey of its own, and so has an invitation's.
NO_PAGES = {
    *("generations:archive", "generations:mentions-people", "generations:changes"),
    *("generations:original", "generations:thumbnail", "generations:thumb"),
    *("generations:reference", "generations:bill", "generations:kept-bytes"),
    *("generations:health", "generations:readiness", "generations:metrics"),
    *("teams:setup-with-code", "teams:join", "account_set_password"),
    *("account_confirm_login_code", "set_language"),
}
#: What is opened on a page: where, what is pressed, what is then to be seen.
OPENED = {
    "queue": ("/", ".queue-button", "#queue"),
    "keys": ("/", "?", "dialog#keys"),
    "help": ("/", ".search__help", "#search-help dl"),
    "account": ("/", ".account-button", "#account"),
    "selection": ("/", "a", "[data-bulk-bar]"),
    "picture": ("/?q=honey", "[data-grid] .tile__link", "dialog[open] .picture__image"),
}
