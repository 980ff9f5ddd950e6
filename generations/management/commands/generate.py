"""`./studio generate`: the same form, pipeline and store, from the shell."""

import json
import subprocess
import sys
import time
import traceback
import uuid
from argparse import ArgumentParser, BooleanOptionalAction
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from generations import accounts, report
from generations.budgets import say_over_budget
from generations.catalogue.vocabulary import Mode
from generations.catalogue_words import say_fault
from generations.forms import FORMS, ComposeForm
from generations.imaging import NotAPicture
from generations.models import Generation, Lane, OverBudget, StoredImage
from generations.pipeline.store import keep_upload
from generations.solo import Solo
from generations.tasks import ring_for
from teams.access import first_owner
from teams.models import Team, User

POLL_S = 0.2
#: How often a waiting command looks whether somebody does the work.
CARE_S = 2.0
#: Code of the report of a wish that no budget allows.
OVER_BUDGET = "over_budget"
#: How long the process that did the work may take to end.
END_S = 5.0


class NotTaken(Exception):
    """The wish cannot be taken; the argument is the report to print."""


class Command(BaseCommand):
    """Ask for pictures and print one JSON object about them."""

    help = __doc__ or ""
    requires_system_checks: list[str] = []  # noqa: RUF012  # Django's own way
    _is_for_machines = False
    _taken: Generation | None = None

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the wish."""
        add = parser.add_argument
        add("--prompt", required=True)
        add("--mode", choices=[mode.value for mode in Mode])
        add("--offer", default="", help="such as seedream-4.5@ark")
        add("--size", default="", help='"2K", "2K 3:2", "2496x1664" or "adaptive"')
        add("--reference", action="append", default=[], metavar="FILE")
        add("--max-images", type=int, help="most pictures of a sequence")
        add("--variations", type=int, help="separate requests of the same wish")
        add("--format", default="", help="png or jpeg, where the offer has both")
        add("--seed", default="")
        add("--guidance-scale", default="")
        add("--watermark", action=BooleanOptionalAction, default=True)
        add("--wait", action="store_true", help="until every picture is stored")
        add("--timeout", type=float, default=1_800.0, help="seconds to wait")
        add("--json", action="store_true", help="one JSON object and nothing else")

    def create_parser(self, *args: Any, **options: Any) -> CommandParser:
        """Return the parser; for machines, its complaints are objects, too."""
        parser = super().create_parser(*args, **options)
        parser.called_from_command_line = not self._is_for_machines
        return parser

    def run_from_argv(self, argv: list[str]) -> None:
        """Run it; with `--json`, whatever goes wrong ends in one JSON object."""
        self._is_for_machines = "--json" in argv
        if not self._is_for_machines:
            super().run_from_argv(argv)
            return
        try:
            super().run_from_argv([*argv, "--traceback"])  # let errors rise
        except (Exception, KeyboardInterrupt) as problem:
            if not isinstance(problem, CommandError):
                traceback.print_exc()
            found = report.failure(str(problem) or type(problem).__name__)
            if self._taken is not None:
                found |= {"state": report.UNFINISHED, "generation": str(self._taken.pk)}
            code = 2 if isinstance(problem, CommandError) else 1
            self._end(found, {"json": True}, code=code)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take the wish, wait if asked, print, and exit 0 only when all is stored."""
        call_command("prepare")
        try:
            generation = self._taken = self._submit(options)
        except NotTaken as refusal:
            self._end(refusal.args[0], options, code=2)
            return
        if not settings.IS_EMBEDDED:
            ring_for(generation)
        if options["wait"]:
            wait_for(generation, timeout_s=options["timeout"])
        found = report.report(generation)
        self._end(found, options, code=0 if found["state"] == report.DONE else 1)

    def _submit(self, options: dict[str, Any]) -> Generation:
        """Check the wish with the form of its mode and write it.

        Raises:
            NotTaken: a field or a file is wrong, or a budget does not allow it.
        """
        refuse_broken_text(options)
        mode = mode_of(options)
        owner = first_owner()
        team = owner[1] if owner else Team.objects.home()
        references = [keep(name, team) for name in options["reference"]]
        values = {
            "token": str(uuid.uuid4()),
            "prompt": options["prompt"],
            "offer": options["offer"],
            "size": options["size"],
            "output_format": options["format"],
            "seed": options["seed"],
            "guidance_scale": options["guidance_scale"],
            "max_images": options["max_images"],
            "variations": options["variations"],
            "references": [str(image.pk) for image in references],
        }
        if options["watermark"]:
            values["watermark"] = "on"
        form = FORMS[mode](values, offers=accounts.offers(mode), team=team)
        if not form.is_valid():
            raise NotTaken(refuse(form))
        person = owner[0] if owner else None
        return self._write(form, team, person)

    def _write(self, form: ComposeForm, team: Team, person: User | None) -> Generation:
        """Write a checked wish.

        Raises:
            NotTaken: a budget does not allow it.
        """
        try:
            return Generation.objects.submit(
                form.wish(),
                team=team,
                person=person,
                token=form.cleaned_data["token"],
                is_rung_for=not settings.IS_EMBEDDED,
                lane=Lane.BULK,
            )
        except OverBudget as refusal:
            said = say_over_budget(refusal)
            more = {"code": OVER_BUDGET, "fields": {"budget": [said]}}
            raise NotTaken(report.failure(said, **more)) from None

    def _end(self, found: dict[str, Any], options: dict[str, Any], code: int) -> None:
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self.stdout.write(found["state"])
            for output in found["outputs"]:
                self.stdout.write(f"  {output['state']}  {output.get('path', '')}")
            if found["error"]:
                why = found["error"].get("explanation") or found["error"]["message"]
                self.stdout.write(f"  {why}")
        self.stdout.flush()
        sys.exit(code)


def refuse_broken_text(options: dict[str, Any]) -> None:
    """Refuse words that are no text: nothing could keep or send them.

    Raises:
        NotTaken: an argument is not valid UTF-8.
    """
    for name, value in options.items():
        try:
            str(value).encode()
        except UnicodeEncodeError:
            message = f"--{name.replace('_', '-')} is not valid UTF-8."
            raise NotTaken(report.failure(message, fields={name: [message]})) from None


def mode_of(options: dict[str, Any]) -> Mode:
    """Return the mode asked for, or the one that the wish speaks of."""
    if options["mode"]:
        return Mode(options["mode"])
    if options["max_images"] is not None:
        return Mode.SEQUENCE
    return (Mode.TEXT_TO_IMAGE, Mode.EDIT, Mode.FUSION)[
        min(len(options["reference"]), 2)
    ]


def keep(name: str, team: Team) -> StoredImage:
    """Keep a file given as a reference.

    Raises:
        NotTaken: it is not there, or no picture.
    """
    try:
        return keep_upload(Path(name), team_id=team.pk)
    except NotAPicture as problem:
        message = f"{name} cannot be used as a reference: {problem}"
    except OSError as problem:
        message = f"{name} cannot be read: {problem.strerror}"
    raise NotTaken(report.failure(message, fields={"references": [message]}))


def refuse(form: ComposeForm) -> dict[str, Any]:
    """Return the report of a form with errors, field by field."""
    fields = {
        name: [str(each) for each in errors] for name, errors in form.errors.items()
    }
    problem = say_fault(accounts.problem())
    said = [sentence for sentences in fields.values() for sentence in sentences]
    message = " ".join([*said, *([problem] if problem else [])])
    return report.failure(message, fields=fields)


def start_finisher(
    generation: Generation, *, seconds: float
) -> "subprocess.Popen[bytes] | None":
    """Start the process that does the work; None when a studio does it already."""
    rights = [Solo(settings.STUDIO_DATA_DIR, name) for name in ("studio", "process")]
    if any(right.is_taken() for right in rights):
        return None
    manage = str(settings.BASE_DIR / "manage.py")
    with Path(settings.STUDIO_DATA_DIR, "finish.log").open("ab") as log:
        return subprocess.Popen(
            [
                sys.executable,
                manage,
                "finish",
                str(generation.pk),
                f"--seconds={seconds:.0f}",
            ],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )


def wait_for(generation: Generation, *, timeout_s: float) -> None:
    """Wait until the generation is finished, or for the given time.

    Where no studio runs, a process of its own does the work: it lives on when this
    command is interrupted, until what was paid for is stored.
    """
    deadline = time.monotonic() + timeout_s
    finisher = None
    care_at = time.monotonic()
    while time.monotonic() < deadline:
        outputs = list(generation.outputs.select_related("attempt"))
        if report.state_of(outputs) != report.UNFINISHED:
            if finisher is not None:
                with suppress(subprocess.TimeoutExpired):  # it has others to wait for
                    finisher.wait(timeout=END_S)
            return
        is_alone = settings.IS_EMBEDDED and (
            finisher is None or finisher.poll() is not None
        )
        if is_alone and time.monotonic() >= care_at:
            finisher = start_finisher(
                generation, seconds=max(deadline - time.monotonic(), 0)
            )
            care_at = time.monotonic() + CARE_S
        time.sleep(POLL_S)
