"""Finding anybody by any fragment: name in any script, birth date, phone, record number."""
