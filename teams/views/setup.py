"""The first visit: the owner's account."""

from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from teams.access import BACKEND
from teams.forms import OwnerForm
from teams.founding import needs_owner
from teams.models import AlreadyFounded, Member


@login_not_required
@sensitive_post_parameters("password", "code")
def found_studio(request: HttpRequest, code: str = "") -> HttpResponse:
    """Make the owner's account with the one-time code, then sign in."""
    if not needs_owner():
        return redirect("generations:gallery")
    form = OwnerForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            member = Member.objects.found_studio(
                email=form.cleaned_data["email"],
                password=form.cleaned_data["password"],
                name=form.cleaned_data["name"],
            )
        except AlreadyFounded:
            return redirect("account_login")
        login(request, member.user, backend=BACKEND)
        return redirect("generations:gallery")
    return render(request, "teams/setup.html", {"form": form, "code": code})
