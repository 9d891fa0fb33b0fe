"""Photographs are made anew from their pixels: what a camera wrote beside them, its place above all, is left behind."""

import warnings
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from referrals.files.limits import LONGEST_SIDE, MOST_PIXELS, Kind, Unfit

_BROKEN = "cannot be read as a picture. Open it on your side, save it again as JPEG, and add that"
_COLOURS = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def remake_photograph(content: bytes) -> tuple[Kind, bytes]:
    """JPEG or PNG with nothing but pixels, upright, at most LONGEST_SIDE wide or high."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # Pillow only warns of pictures that are too large
        try:
            with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
                _refuse_huge(picture)
                kind = Kind.PNG if picture.format == "PNG" else Kind.JPEG
                return kind, _written(_upright(picture), kind)
        except Unfit:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise Unfit(_too_large()) from error
        except Exception as error:  # whatever a decoder says of bytes that a stranger made
            raise Unfit(_BROKEN) from error


def _refuse_huge(picture: Image.Image) -> None:
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise Unfit(_too_large())


def _too_large() -> str:
    return f"has more than {MOST_PIXELS // 1_000_000} million pixels. Save it smaller, and add that"


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, in the colours of a screen. Made small first: turning takes a second copy."""
    # A very large JPEG is decoded at half its size or less, never below half the longest side that is kept.
    picture.draft("RGB", (LONGEST_SIDE // 2, LONGEST_SIDE // 2))
    turn = picture.getexif().get(0x0112)
    profile = picture.info.get("icc_profile")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    see_through = picture.format == "PNG" and picture.has_transparency_data
    plain = picture.convert("RGBA" if see_through else "RGB")
    plain.info.clear()
    if profile and plain.mode == "RGB" and picture.mode == "RGB":
        plain = _in_screen_colours(plain, profile)
    if turn in range(2, 9):
        marked = plain.getexif()
        marked[0x0112] = turn
        ImageOps.exif_transpose(plain, in_place=True)
    return plain


def _in_screen_colours(picture: Image.Image, profile: bytes) -> Image.Image:
    """The age of a bruise is read from its colour. A profile that is broken is left out."""
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, _COLOURS) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _written(picture: Image.Image, kind: Kind) -> bytes:
    """The pixels alone. Everything that was read beside them is forgotten first; nothing is copied once more."""
    picture.info.clear()
    kept = BytesIO()
    if kind == Kind.PNG:
        picture.save(kept, "PNG", exif=b"", icc_profile=None)
    else:
        picture.save(kept, "JPEG", quality=90, exif=b"", icc_profile=None)
    return kept.getvalue()
