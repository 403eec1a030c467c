"""Finding what was said among very many messages, in five languages, beside the bare statement that needs no page.

In a database of its own. Messages are made up of words as frequent as words are (the n-th as 1/n), a few of them rare, in
batches, so that however many are asked for, no more are in memory than a batch has.
"""

import argparse
import itertools
import json
import random
import statistics
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from bench import _scratch
from bench._measure import quantile
from heartline.project.cli import place

BATCH = 20_000
THREAD = 8  # messages of a conversation
COMMON = {
    "en": "the I to my and for visit please you appointment is can doctor have need it results that bill medicine call "
    "tomorrow test blood pain morning pharmacy refill insurance thanks week change time prescription week question "
    "fever cough knee surgery form letter portal address phone number school daughter son mother parking wheelchair",
    "es": "la de que mi el para cita por favor una gracias doctora necesito resultados medicina mañana puedo factura dolor "
    "sangre hermana análisis farmacia receta seguro semana cambiar hora pregunta fiebre tos rodilla cirugía",
    "vi": "tôi cần khám bác sĩ thuốc ngày hẹn cảm ơn xin mai sáng kết quả đau máu bảo hiểm phiên dịch con mẹ giờ tuần đơn",
    "ar": "من في على موعد الدواء الطبيبة شكرا غدا صباحا نتيجة التحليل ألم الدم فاتورة التأمين الصيدلية ابنتي أسبوع سؤال",
}
CHINESE = "请问我的预约可以改到明天上午吗谢谢医生检查结果出来了吗药停车场在哪里周六开门保险账单孩子发烧咳嗽需要口译员"
SHARE = (("en", 55), ("es", 20), ("zh", 10), ("vi", 8), ("ar", 7))
NOW = datetime(2030, 6, 3, 9, tzinfo=UTC)


def run(arguments: list[str]) -> int:
    """Print milliseconds for each kind of question."""
    parser = argparse.ArgumentParser(prog="heartline bench search", description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000, help="how many there are (default: 1,000,000)")
    parser.add_argument("--turns", type=int, default=100, help="how often each kind is asked (default: 100)")
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    options = parser.parse_args(arguments)
    place.check_writable(place.data_dir())
    place.prepare(place.data_dir())
    with _scratch.server(place.data_dir()):
        took, size = fill(options.messages)
        found = [measure(name, ask, options.turns) for name, ask in QUESTIONS.items()]
    facts = {"messages": options.messages, "filled in seconds": round(took), **size}
    if options.json:
        print(json.dumps({**facts, "questions": found}, indent=1))
    else:
        print(", ".join(f"{name} {value}" for name, value in facts.items()))
        for each in found:
            print(", ".join(f"{name} {value}" for name, value in each.items()))
    return 0


def fill(messages: int) -> tuple[float, dict[str, int]]:
    """Conversations and what was said in them; seconds, and megabytes of table and index."""
    from django.db import connection

    from heartline.conversations.models import Queue

    began, chance = time.perf_counter(), random.Random(7)
    queues = [Queue.objects.create(slug=f"queue-{n}", topics=["bill"]).pk for n in range(8)]
    with connection.cursor() as cursor:
        for first in range(0, messages, BATCH):
            _batch(cursor, chance, queues, first, min(BATCH, messages - first), messages)
        cursor.execute("VACUUM ANALYZE conversations_message")
        cursor.execute("VACUUM ANALYZE conversations_conversation")
        cursor.execute("SELECT pg_table_size('conversations_message') >> 20, pg_relation_size('message_words') >> 20")
        table, index = cursor.fetchone()
    return time.perf_counter() - began, {"table MB": table, "index of words MB": index}


def _batch(cursor, chance, queues, first, count, messages):  # type: ignore[no-untyped-def]
    rows = [(n, UUID(int=n), UUID(int=n // THREAD)) for n in range(first, first + count)]
    with cursor.copy(
        "COPY conversations_conversation (id, topic, subject, language, door, address, our_address, sender_name, queue_id, "
        "owner, status, waiting, epoch, due, due_urgent, due_step, deadlines, failures, declined, wants_person, emergency, "
        "untold, created_at, last_at, excerpt, undelivered) FROM STDIN"
    ) as copy:
        for thread in sorted({thread for _n, _id, thread in rows if thread.int * THREAD >= first}):
            at = _at(thread.int * THREAD, messages)
            copy.write_row((
                thread, "other", "", "en", "sms", "", "", "", chance.choice(queues), "nobody", "resolved", False, 0, "",
                False, 0, 0, 0, False, False, False, False, at, at, "", False,
            ))  # fmt: skip
    with cursor.copy(
        "COPY conversations_message (id, conversation_id, direction, author, author_name, door, text, language, sensitivity, "
        "confidential, at, address, provider, provider_id, key) FROM STDIN"
    ) as copy:
        for n, pk, thread in rows:
            language = chance.choices([each for each, _s in SHARE], [share for _l, share in SHARE])[0]
            copy.write_row((
                pk, thread, "in", "unknown", "", "sms", text(chance, language, n), language, "clinical", False,
                _at(n, messages), "", "", "", "",
            ))  # fmt: skip


def _at(n: int, messages: int) -> datetime:
    """Spread over three years, the last one now."""
    return NOW - timedelta(days=3 * 365) * (1 - n / messages)


def text(chance: random.Random, language: str, n: int) -> str:
    """A message of 5 to 40 words, with now and then a number or a rare word, which names and places are."""
    length = chance.randint(5, 40)
    if language == "zh":
        return "".join(CHINESE[_place(chance, len(CHINESE))] for _ in range(length * 2))
    known = COMMON[language].split()
    said = [known[_place(chance, len(known))] for _ in range(length)]
    said.append(rare(chance.randrange(200_000)))
    return " ".join(said) + f" {n % 5000}"


def _place(chance: random.Random, many: int) -> int:
    """The first is met twice as often as the second, and so on."""
    return min(many, int((many + 1) ** chance.random())) - 1


def rare(number: int) -> str:
    """A word that few messages have."""
    consonants, vowels, word = "bdfgklmnprstvz", "aeiou", ""
    for _ in range(4):
        number, at = divmod(number, len(consonants) * len(vowels))
        word += consonants[at % len(consonants)] + vowels[at // len(consonants)]
    return word


def _cycle(*asked: str) -> Iterator[str]:
    return itertools.cycle(asked)


def _rare() -> Iterator[str]:
    chance = random.Random(11)
    while True:
        yield rare(chance.randrange(200_000))


def _slips() -> Iterator[str]:
    for word in _rare():
        yield f"{word[:2]}{word[3]}{word[2]}{word[4:]}"


QUESTIONS: dict[str, Callable[[], Iterator[str]]] = {
    "a word that all have": lambda: _cycle("please", "cita", "appointment"),
    "a word that some have": lambda: _cycle("wheelchair", "rodilla", "giờ", "parking"),
    "a rare word": _rare,
    "two words": lambda: _cycle("blood results", "knee surgery", "dolor rodilla", "phien dich", "ألم الدم"),
    "words and a number": lambda: _cycle("refill 4711", "factura 12", "pharmacy 999", "fever 77"),
    "Chinese": lambda: _cycle("停车", "检查结果", "口译员", "发烧"),
    "a slip of the finger": _slips,
    "words that nobody said together": lambda: _cycle("zzyzx please", "nothingofthekind", "wheelchair xylophone"),
}
BARE = (
    "WITH fitting AS MATERIALIZED (SELECT id, at FROM conversations_message WHERE words @@ %s::tsquery) "
    "SELECT id FROM fitting ORDER BY at DESC, id DESC LIMIT 41"
)


def measure(name: str, ask: Callable[[], Iterator[str]], turns: int) -> dict[str, object]:
    """Turn and turn about with the bare statement."""
    from django.db import connection

    from heartline.conversations.finding.queries import Asked, search
    from heartline.conversations.finding.rules import as_tsquery, parse

    mine: list[float] = []
    bare: list[float] = []
    found = 0
    for turn, asked in zip(range(turns + 5), ask(), strict=False):
        start = time.perf_counter()
        hits = search(Asked(asked)).hits
        middle = time.perf_counter()
        with connection.cursor() as cursor:
            cursor.execute(BARE, [as_tsquery(parse(asked))])
            cursor.fetchall()
        if turn >= 5:
            mine.append((middle - start) * 1000)
            bare.append((time.perf_counter() - middle) * 1000)
            found += bool(hits)
    p50, theirs = statistics.median(mine), statistics.median(bare)
    return {
        "question": name,
        "p50 ms": round(p50, 1),
        "p99 ms": round(quantile(mine, 0.99), 1),
        "bare p50 ms": round(theirs, 1),
        "bare p99 ms": round(quantile(bare, 0.99), 1),
        "ratio": round(p50 / theirs, 2),
        "with something found": f"{found}/{turns}",
    }
