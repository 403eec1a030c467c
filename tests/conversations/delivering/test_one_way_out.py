"""The only way by which anything is sent goes past consent: found by reading all of the code, so that a second way fails here.

Letters that are no conversation (codes to sign in, invitations, calendar invitations, waiting lists) are named one by one.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import heartline

ROOT = Path(heartline.__file__).parent
OUTSIDE = ("smtplib", "urllib3", "httpx", "requests", "aiohttp", "http.client", "pywebpush", "twilio.rest")
LETTERS = {
    "kernel/outbox.py",
    "people/access_requests/reactions.py",
    "people/confidential/telling.py",
    "people/sensitive/reactions.py",
    "people/signin/adapter.py",
    "people/signin/invitations.py",
    "people/staffing/inviting.py",
    "scheduling/calendars/reactions.py",
    "scheduling/groups/telling.py",
    "scheduling/reassignment/reactions.py",
    "scheduling/waitlist/letters.py",
}
CARRYING = "conversations/delivering/carrying.py"


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in ROOT.rglob("*.py"):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def imported(tree: ast.Module) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
    return found


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    every = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [each for each in every if name == getattr(each.func, "attr", getattr(each.func, "id", ""))]


def in_channels(path: str) -> bool:
    return path.startswith("channels/")


def senders() -> set[str]:
    """What hands something to a provider: classes with a `send`, and functions of that name, in whatever folder of `channels`."""
    found = set()
    for path, tree in modules():
        if not in_channels(path):
            continue
        module = ".".join(("heartline", *Path(path).with_suffix("").parts))
        for each in tree.body:
            methods = {one.name for one in getattr(each, "body", []) if isinstance(one, ast.FunctionDef)}
            if isinstance(each, ast.ClassDef) and "send" in methods:
                found.add(f"{module}.{each.name}")
            elif isinstance(each, ast.FunctionDef) and each.name == "send":
                found.add(f"{module}.send")
    return found


def test_nobody_but_the_channels_themselves_reaches_for_a_provider() -> None:
    ours = senders()
    assert {each.rpartition(".")[2] for each in ours} >= {"Twilio", "Meta", "Email", "Webhook", "WebPush", "Simulator"}
    # The steps of delivering name the type of what they were given.
    typed = {"heartline.channels.registry.Provider"}
    reaching = {path for path, tree in modules() if not in_channels(path) and imported(tree) & (ours - typed)}
    assert reaching == set()


def test_whoever_asks_for_a_provider_is_known_and_one_of_them_sends() -> None:
    asking = {path for path, tree in modules() if "heartline.channels.registry.provider_for" in imported(tree)}
    assert {path for path in asking if not in_channels(path)} == {
        CARRYING,
        "conversations/delivering/foreseeing.py",
    }
    foreseeing = ast.parse((ROOT / "conversations/delivering/foreseeing.py").read_text())
    assert calls(foreseeing, "send") == []


def test_what_is_carried_was_judged_first() -> None:
    tree = ast.parse((ROOT / CARRYING).read_text())
    functions = {each.name: each for each in tree.body if isinstance(each, ast.FunctionDef)}
    assert [name for name, each in functions.items() if calls(each, "send")] == ["carry"]
    assert [name for name, each in functions.items() if calls(each, "Ready")] == ["_mark"]
    first, asked = calls(functions["carry"], "_mark"), calls(functions["_mark"], "verdict")
    assert first[0].lineno < calls(functions["carry"], "send")[0].lineno
    assert asked[0].lineno < calls(functions["_mark"], "Ready")[0].lineno


def test_letters_that_are_no_conversation_are_these_and_no_others() -> None:
    writing = {path for path, tree in modules() if any(each.startswith("django.core.mail") for each in imported(tree))}
    assert {path for path in writing if not in_channels(path)} == LETTERS


def test_nothing_else_speaks_to_the_world_outside() -> None:
    speaking = {path for path, tree in modules() if any(each.startswith(OUTSIDE) for each in imported(tree))}
    assert {path for path in speaking if not in_channels(path)} == set()
