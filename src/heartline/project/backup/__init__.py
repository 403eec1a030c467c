"""One encrypted file that holds everything an installation knows, and the way back from it.

The file is a tar inside an `age` envelope (age-encryption.org/v1, X25519): `manifest.json`, `database.dump`
(pg_dump's custom format), `data/…` (uploaded files, the signing key, the audit log's anchor). The manifest tells for each table how
many rows there were and a checksum over them, taken in the very snapshot that was dumped, so that a restore can prove itself.
"""
