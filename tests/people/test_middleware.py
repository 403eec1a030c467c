"""One request, one transaction: what a page that fails leaves behind, and what it does not."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import include, path

from heartline.kernel import audit, ledger
from heartline.kernel.errors import NotAllowed, Refused
from heartline.kernel.models import AuditEntry, Event
from heartline.people.access import public_page
from heartline.people.models import Patient, Role
from tests.factories import a_patient, a_staff_member, an_account
from tests.signing_in import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class Broken(Exception):
    pass


ENDS: dict[str, Any] = {
    "well": lambda: HttpResponse("done"),
    "breaks": lambda: raising(Broken()),
    "refused": lambda: raising(Refused("Too late for that.", kept="Your old time is kept.", next_step="Call us.")),
    "not_allowed": lambda: raising(NotAllowed("Only nurses do that.")),
    "missing": lambda: raising(Http404()),
    "denied": lambda: raising(PermissionDenied()),
    "answers_500": lambda: HttpResponse("no", status=500),
    "answers_422": lambda: HttpResponse("again", status=422),
    "bad_sql": lambda: connection.cursor().execute("SELECT 1/0"),
    "streams": lambda: StreamingHttpResponse(iter(["a"])),
}


def raising(error: Exception) -> None:
    raise error


@public_page
def page(request: HttpRequest, ends: str) -> HttpResponse:
    """Reads a patient's data, changes something, and ends in one of many ways."""
    audit.read(Patient.objects.first().pk, "test page")  # type: ignore[union-attr]
    ledger.record("test.happened", patient_id=Patient.objects.first().pk)  # type: ignore[union-attr]
    return ENDS[ends]()  # type: ignore[no-any-return]


@public_page
def role(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return HttpResponse(cursor.fetchone()[0])


urlpatterns = [
    path("page/<slug:ends>", page),
    path("role", role),
    path("account/role", role),
    path("", include("heartline.project.urls")),
]
handler429 = "heartline.kernel.pages.too_many"


@pytest.fixture
def nurse() -> Client:
    a_patient()
    client = signed_in(a_staff_member(Role.NURSE, account=an_account(), name="Nurse Kim").account)
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("ends", "status", "kept"),
    [
        ("well", 200, True),
        ("answers_422", 422, True),
        ("breaks", 500, False),
        ("refused", 409, False),
        ("not_allowed", 403, False),
        ("missing", 404, False),
        ("denied", 403, False),
        ("answers_500", 500, False),
        ("bad_sql", 500, False),
    ],
)
def test_what_a_page_leaves_behind(nurse: Client, ends: str, status: int, kept: bool) -> None:
    answer = nurse.get(f"/page/{ends}")
    assert answer.status_code == status
    assert Event.objects.filter(kind="test.happened").exists() is kept
    assert AuditEntry.objects.get().actor_label == "Nurse Kim", "what was read is audited however the page ended"


def test_a_refusal_says_what_was_kept_and_what_to_do(nurse: Client) -> None:
    page = nurse.get("/page/refused").content.decode()
    assert "Too late for that." in page and "Your old time is kept." in page and "Call us." in page and "<html" in page
    part = nurse.get("/page/refused", headers={"HX-Request": "true"}).content.decode()
    assert "Call us." in part and "<html" not in part


def test_a_streamed_answer_would_escape_and_is_refused(nurse: Client) -> None:
    assert nurse.get("/page/streams").status_code == 500


@pytest.mark.parametrize(
    ("address", "visitor", "expected"),
    [
        ("/role", "anybody", "heartline_patient"),
        ("/role", "patient", "heartline_patient"),
        ("/role", "nurse", "heartline_staff"),
        ("/account/role", "anybody", "heartline_signin"),
        ("/account/role", "patient", "heartline_signin"),
        ("/account/role", "nurse", "heartline_signin"),
    ],
)
def test_the_database_role_of_each_request(nurse: Client, address: str, visitor: str, expected: str) -> None:
    clients = {"anybody": Client(), "patient": signed_in(a_patient(account=an_account()).account), "nurse": nurse}
    assert clients[visitor].get(address).content.decode() == expected


def test_after_a_request_the_connection_is_nobodys(nurse: Client) -> None:
    nurse.get("/role")
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, current_setting('heartline.account', true)")
        user, account = cursor.fetchone()
    assert not user.startswith("heartline_") and not account


def test_an_old_form_gets_words_and_not_a_stack_trace() -> None:
    answer = Client(enforce_csrf_checks=True).post("/account/login/", {})
    assert answer.status_code == 403 and "open too long" in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/", "/account/login/", "/account/signup/", "/account/login/code/", "/account/claim/", "/nowhere"]
)
def test_every_page_carries_the_strict_policy(address: str) -> None:
    answer = Client().get(address)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy and "default-src 'none'" in policy
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
    page = answer.content.decode()
    assert "<script>" not in page and ' style="' not in page and " onclick=" not in page
