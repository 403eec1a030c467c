"""What has been imported before, and as what. Remembers a bounded number of answers; writes a batch at a time."""

from collections import OrderedDict
from collections.abc import Iterable
from uuid import UUID

from heartline.doors.fhir.references import Key
from heartline.kernel import clock
from heartline.kernel.models import ImportedResource

_KEPT = 20_000


class Known:
    """Key → our id and the digest of what was read. `flush` writes what was `put`; `undo` what a savepoint undid."""

    def __init__(self) -> None:
        self._answers: OrderedDict[Key, tuple[UUID, str] | None] = OrderedDict()  # None: surely not known
        self._unwritten: dict[Key, tuple[UUID, str]] = {}

    def prepare(self, keys: Iterable[Key]) -> None:
        """Look many keys up with one query for each source and type among them."""
        groups: dict[tuple[str, str], list[str]] = {}
        for key in keys:
            if key not in self._answers and key not in self._unwritten:
                groups.setdefault((key.source, key.type), []).append(key.id)
        for (source, type_), ids in groups.items():
            rows = ImportedResource.objects.filter(source=source, resource_type=type_, source_id__in=ids)
            found = {id_: (local, digest) for id_, local, digest in rows.values_list("source_id", "local_id", "digest")}
            for id_ in ids:
                self._keep(Key(source, type_, id_), found.get(id_))

    def get(self, key: Key) -> tuple[UUID, str] | None:
        if key in self._unwritten:
            return self._unwritten[key]
        if key not in self._answers:
            self.prepare([key])
        return self._answers.get(key)

    def first(self, keys: Iterable[Key]) -> UUID | None:
        """Our id of the first of `keys` that is known."""
        return next((found[0] for key in keys if (found := self.get(key))), None)

    def put(self, key: Key, local_id: UUID, digest: str) -> None:
        if self.get(key) != (local_id, digest):
            self._unwritten[key] = (local_id, digest)

    def flush(self) -> None:
        """Write what was put since, in one statement. Call at the end of the transaction."""
        ImportedResource.objects.bulk_create(
            [
                ImportedResource(
                    source=key.source,
                    resource_type=key.type,
                    source_id=key.id,
                    local_id=local_id,
                    digest=digest,
                    at=clock.now(),
                )
                for key, (local_id, digest) in self._unwritten.items()
            ],
            update_conflicts=True,
            unique_fields=["source", "resource_type", "source_id"],
            update_fields=["local_id", "digest", "at"],
        )
        for key, answer in self._unwritten.items():
            self._keep(key, answer)
        self._unwritten.clear()

    def remember(self) -> dict[Key, tuple[UUID, str]]:
        """What is not written yet, to go back to with `undo`."""
        return dict(self._unwritten)

    def undo(self, before: dict[Key, tuple[UUID, str]]) -> None:
        self._unwritten = before

    def _keep(self, key: Key, answer: tuple[UUID, str] | None) -> None:
        self._answers[key] = answer
        self._answers.move_to_end(key)
        if len(self._answers) > _KEPT:
            self._answers.popitem(last=False)
