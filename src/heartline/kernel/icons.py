"""Lucide's icons as markup. The package's own tag opens its archive, and reads 1,700 names, for every single icon."""

from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

NAMESPACE = "{http://www.w3.org/2000/svg}"


@lru_cache(maxsize=1024)
def drawn(name: str, size: int, attributes: tuple[tuple[str, str], ...] = ()) -> str:
    """The icon's <svg>, with `attributes` besides its own."""
    svg = ElementTree.fromstring(_archive().read(f"{name}.svg"))
    for node in svg.iter():
        node.tag = node.tag.removeprefix(NAMESPACE)
    svg.attrib |= {"width": str(size), "height": str(size), **dict(attributes)}
    return ElementTree.tostring(svg, encoding="unicode")


@cache
def _archive() -> ZipFile:
    """In memory: processes copied from this one share no place in a file."""
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))
