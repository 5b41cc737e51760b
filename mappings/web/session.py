"""Signing in and out, and the theme that this browser remembers."""

from datetime import timedelta
from urllib.parse import urlsplit

from axes.helpers import get_cool_off
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

THEMES = ("system", "light", "dark")
THEME_COOKIE = "theme"
THEME_LIFETIME = timedelta(days=365)


class SignInForm(AuthenticationForm):
    """Says the same whether the name or the password is wrong."""

    use_required_attribute = False
    error_messages = {
        "invalid_login": "The user name or the password is wrong.",
        "inactive": "The user name or the password is wrong.",
    }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django passes them by position
        self.fields["username"].label = "User name"
        for name in ("username", "password"):
            self.fields[name].widget.attrs["class"] = "input"
            self.fields[name].error_messages["required"] = "Enter this."


class SignIn(LoginView):
    """The way in; where the reader wanted to go comes next, as long as it is on this site."""

    template_name = "mappings/login.html"
    form_class = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:  # type: ignore[override]  # stubs are of a later Django
        """Where to go next; this page itself would send who is signed in round in a circle."""
        address = super().get_redirect_url()
        return "" if urlsplit(address).path == self.request.path else address


def too_many_tries(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """Shown instead of the form while an account is locked for an address."""
    pause: timedelta | None = get_cool_off(request)
    minutes = round(pause.total_seconds() / 60) if pause else None
    return render(request, "mappings/locked.html", {"minutes": minutes}, status=429)


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme in a cookie, so that the server draws the page right from the start."""
    theme = request.POST.get("theme", "")
    response = redirect(_safe_next(request))
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=THEME_LIFETIME,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def _safe_next(request: HttpRequest) -> str:
    address = request.POST.get("next", "")
    is_safe = url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return address if is_safe else "/"
