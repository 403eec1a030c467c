"""Whatever picture was sent is drawn anew: upright, and without place, camera or anything else that was hidden in it."""

import warnings
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from heartline.conversations.attachments.rules import Why

SIDE = 2560  # pixels, the longer side of what is kept: a rash or a letter can still be read
MOST_PIXELS = 50_000_000  # what the largest phones take; a small file can claim far more than memory has
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP", "TIFF")
QUALITY = 88


@dataclass(frozen=True, slots=True)
class Picture:
    content: bytes = field(repr=False)
    kind: str
    width: int
    height: int


def redraw(sent: bytes) -> Picture | Why:
    """The picture as JPEG, or as PNG where it was one that loses nothing; of one that moves the first image."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(sent), formats=FORMATS)
        with image:
            if image.width * image.height > MOST_PIXELS:
                return Why.LARGE
            lossless = image.format in ("PNG", "GIF", "BMP")
            image.draft("RGB", (SIDE, SIDE))
            upright = _in_known_colours(ImageOps.exif_transpose(image), see_through=lossless)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Why.LARGE
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return Why.UNREADABLE
    upright.thumbnail((SIDE, SIDE))
    clean = Image.new(upright.mode, upright.size)
    clean.paste(upright)
    out = BytesIO()
    if lossless:
        clean.save(out, "PNG", optimize=False)
    else:
        clean.save(out, "JPEG", quality=QUALITY)
    return Picture(out.getvalue(), "image/png" if lossless else "image/jpeg", clean.width, clean.height)


def _in_known_colours(image: Image.Image, *, see_through: bool) -> Image.Image:
    """In sRGB: phones draw in wider colours, which would look pale once their description is gone."""
    profile = image.info.get("icc_profile")
    mode = "RGBA" if see_through and image.has_transparency_data else "RGB"
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            described = ImageCms.ImageCmsProfile(BytesIO(profile))
            changed = ImageCms.profileToProfile(image, described, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            changed = None
        if changed is not None:
            return changed
    return image.convert(mode)
