"""Files come in many shapes; what is broken costs no more than itself."""

import gzip
import json
import tracemalloc
from pathlib import Path

import pytest

from heartline.doors.fhir.reading import Entry, Unreadable, files, read


def entries(path: Path) -> list[tuple[str, str]]:
    return [(item.at, item.type) if isinstance(item, Entry) else (item.at, "!") for item in read(path, path.name)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ('{"resourceType": "Patient", "name": [{"given": ["A", "B"]}]}', [("", "Patient")]),
        (
            '[{"resourceType": "Patient"}, 7, {"resourceType": "Slot"}]',
            [("[0]", "Patient"), ("[1]", ""), ("[2]", "Slot")],
        ),
        ('{"resourceType": "Patient"}\n{"resourceType": "Slot"}', [("", "Patient"), ("", "Slot")]),
        ('{"resourceType": "Bundle", "type": "collection"}', []),
        (
            (
                '{"entry": [{"resource": {"resourceType": "Patient"}}, {"resource": {"resourceType": "Bundle", "entry": '
                '[{"resource": {"resourceType": "Slot"}}]}}], "resourceType": "Bundle"}'
            ),
            [("entry[0].resource", "Patient"), ("entry[1].resource.entry[0].resource", "Slot")],
        ),
        (
            (
                '{"resourceType": "Bundle", "entry": [{"request": {"method": "DELETE", "url": "Patient/1"}}, '
                '{"response": {"status": "201"}}, {"fullUrl": "x"}]}'
            ),
            [("entry[2]", "")],
        ),
    ],
)
def test_every_shape_of_document_is_read(tmp_path: Path, content: str, found: list[tuple[str, str]]) -> None:
    path = tmp_path / "file.json"
    path.write_text(content)
    assert entries(path) == found
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())
    assert entries(path) == found
    zipped = tmp_path / "file.json.gz"
    zipped.write_bytes(gzip.compress(content.encode()))
    assert entries(zipped) == found


def test_a_broken_line_costs_that_line_only(tmp_path: Path) -> None:
    path = tmp_path / "export.ndjson"
    path.write_bytes(b'{"resourceType": "Patient"}\n{"name": "secret\n\n\xff{}\n{"resourceType": "Slot"}')
    assert entries(path) == [("line 1", "Patient"), ("line 2", "!"), ("line 4", "!"), ("line 5", "Slot")]
    told = [item.what for item in read(path, path.name) if isinstance(item, Unreadable)]
    assert not any("secret" in what for what in told)


def test_broken_json_costs_the_rest_of_the_file_and_says_from_where(tmp_path: Path) -> None:
    path = tmp_path / "cut.json"
    path.write_text('{"resourceType": "Bundle", "entry": [{"resource": {"resourceType": "Patient"}}, {"resou')
    first, last = read(path, path.name)
    assert isinstance(first, Entry)
    assert isinstance(last, Unreadable)
    assert last.rest_lost
    assert "after entry[0].resource" in last.what


@pytest.mark.parametrize("content", [b"", b"hello", b"<Patient/>"])
def test_what_is_no_json_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(content)
    (only,) = read(path, path.name)
    assert isinstance(only, Unreadable)
    assert only.what.startswith("is not JSON")


def test_a_damaged_archive_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "file.ndjson.gz"
    path.write_bytes(gzip.compress(b'{"resourceType": "Patient"}\n' * 1000)[:40])
    *_, last = read(path, path.name)
    assert isinstance(last, Unreadable)
    assert last.rest_lost


def test_a_folder_is_read_in_order_and_other_files_left_alone(tmp_path: Path) -> None:
    for name in ("b.json", "a.ndjson", "sub/c.json.gz", "notes.txt", ".hidden.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}")
    wanted, left = files(tmp_path)
    assert [p.name for p in wanted] == ["a.ndjson", "b.json", "c.json.gz"]
    assert [p.name for p in left] == ["notes.txt"]


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(count: int) -> int:
        path = tmp_path / f"{count}.json"
        resource = {"resourceType": "Observation", "note": [{"text": "x" * 2000}]}
        with path.open("w") as file:
            file.write('{"resourceType": "Bundle", "entry": [')
            file.write(",".join(json.dumps({"resource": resource}) for _ in range(count)))
            file.write("]}")
        tracemalloc.start()
        for _ in read(path, path.name):
            pass
        top = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return top

    small, large = peak(100), peak(5000)  # 0.2 MB and 10 MB
    assert large < small + 200_000
