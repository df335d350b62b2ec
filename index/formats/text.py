"""Plain text in any encoding, to the character: nothing is translated, stripped or normalised.

UTF-8 is tried first, and UTF-16 and UTF-32 are taken where a byte order mark says so. For the rest,
every encoding of one byte a character decodes nearly anything, so a guess has to be borne out: by
the letters of one language for the encodings of Latin script, between which charset-normalizer
errs, and by charset-normalizer for other scripts. What is not borne out is refused.

`content.decode(article.metadata.get("encoding", "utf-8")) == article.text`, always; a byte order
mark stays where it is, as U+FEFF.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter
from itertools import pairwise

from index.formats.article import Article, Unread
from index.formats.extras import missing

__all__ = ["decode", "read"]

BINARY = "binary, not text"
UNDECIDED = "not UTF-8, and its encoding cannot be told: save it as UTF-8"

SAMPLE = 256 * 2**10  # bytes that an encoding is guessed from
BEFORE = 100  # bytes of them before the first above 0x7f
LATIN_SHARE = 0.3  # of the bytes: Latin script has fewer above 0x7f, other scripts have more
BORNE_OUT = 0.9  # of the characters above 0x7f, by one language's letters
COHERENT = 0.3  # charset-normalizer's coherence of letters with a language, 0 to 1
ASIAN_CHARACTERS = 8  # fewer of them are as likely to be anything else
INTACT = 3  # characters of UTF-8 for each byte that is none: the file is damaged UTF-8

_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32-le",  # before UTF-16, whose mark it begins with
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257")  # the commonest first
_LETTERS = (
    "",  # English with dashes and curly quotes
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüßẞéàè",  # German
    "áéíñóúü¿¡ºª",  # Spanish
    "áàâãçéêíóôõúüºª",  # Portuguese
    "àèéìíòóù",  # Italian
    "àçèéíïòóúü·",  # Catalan
    "áéíóúàèëïöü",  # Dutch
    "åäöæøéüóòô",  # Swedish, Danish, Norwegian, Finnish
    "áðéíóúýþæö",  # Icelandic
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýžäĺľŕô",  # Czech and Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîșşțţ",  # Romanian
    "čćđšž",  # Croatian, Slovene
    "çğıi\u0307öşüâîû",  # Turkish, whose İ has two lower-case characters
    "āčēģīķļņšūžąęėįųõäöü",  # Latvian, Lithuanian, Estonian
    "äöüéèáàâãñóôøšçíæåúïê",  # English and others with foreign names
)
_SIGNS = "“”„‘’‚–—…•·«»‹›€£¥§©®™°½¼¾×÷±²³¿¡ºª†‡ \xa0\xad"
_ALPHABETS = (
    "cp1251 koi8_r koi8_u cp866 cp1125 mac_cyrillic iso8859_5 cp1253 cp1255 cp1256 cp874".split()
)
_ASIAN = "cp932 euc_jp gb18030 big5 cp949".split()
_HIGH = re.compile(rb"[\x80-\xff]")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[§©®°½¼¾×±£¥€](?=[^\W\d_])|[§½¼¾±£¥](?=[^\W\d_])")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


def read(content: bytes, name: str) -> Article | Unread:  # noqa: ARG001
    """Read a file of plain text; its title and date are left to whoever reads the text's head."""
    decoded = decode(content)
    if isinstance(decoded, Unread):
        return decoded
    text, encoding = decoded
    metadata = {"format": "text"}
    if encoding != "utf-8":
        metadata["encoding"] = encoding
    return Article(text, metadata=metadata)


def decode(content: bytes) -> tuple[str, str] | Unread:
    """Return the text of a file's bytes and the encoding that it is in, or why there is none."""
    decoded = _marked(content) or _guessed(content)
    if not isinstance(decoded, Unread) and not decoded[0].replace("\ufeff", "").strip():
        return Unread("empty")
    return decoded


def _marked(content: bytes) -> tuple[str, str] | Unread | None:
    """Decode what its first bytes, or all of them, show to be Unicode; None where they don't."""
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if content.startswith(mark):
            try:
                text = content.decode(encoding)
            except UnicodeDecodeError:
                continue
            return Unread(BINARY) if "\0" in text else (text, encoding)
    if b"\0" in content:
        return Unread(BINARY)
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        intact = len(text) - len(text.encode("ascii", "ignore")) - broken
        if intact > INTACT * broken:
            return Unread(f"not UTF-8: byte {content[error.start]:#04x} at {error.start}")
        return None


def _guessed(content: bytes) -> tuple[str, str] | Unread:
    sample = _sample(content)
    high = len(sample.translate(None, bytes(range(128))))
    encoding = _latin(sample) if high <= LATIN_SHARE * len(sample) else None
    if encoding is None:
        try:
            encoding = _other_script(sample)
        except ImportError:
            return Unread(missing("formats"))
    if encoding is None:
        return Unread(UNDECIDED)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return Unread(UNDECIDED)
    return Unread(UNDECIDED) if _CONTROLS.search(text) else (text, encoding)


def _sample(content: bytes) -> bytes:
    """Return a part with bytes above 0x7f, whole lines or words of it where there are any.

    What comes before the first such byte is ASCII, and a line feed or a space is never the second
    byte of a character, so no character is cut.
    """
    first = _HIGH.search(content)
    if len(content) <= SAMPLE or first is None:
        return content
    start = max(0, first.start() - BEFORE)
    piece = content[start : start + SAMPLE]
    end = max(piece.rfind(b"\n"), piece.rfind(b" "))
    return piece[: end + 1] if end > BEFORE else piece


def _latin(sample: bytes) -> str | None:
    """Return the encoding whose reading one language's letters bear out best, if any does."""
    best, best_share = None, BORNE_OUT
    for encoding in _LATIN:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.search(text):
            continue
        counts = Counter(character for character in text.lower() if character > "\x7f")
        counts["\0"] = _oddities(text)
        share = max(
            sum(counts[character] for character in {*letters, *_SIGNS}) for letters in _LETTERS
        ) / sum(counts.values())
        if share > best_share or (best is None and share == best_share):
            best, best_share = encoding, share
    return best


def _oddities(text: str) -> int:
    """Count signs that touch letters as they do nowhere, and capitals after small letters."""
    signs = len(_SIGN_IN_WORD.findall(text))
    return signs + sum(
        character > "\x7f" and character.isupper() and before.islower()
        for before, character in pairwise(text)
    )


def _other_script(sample: bytes) -> str | None:
    """Return what charset-normalizer finds, if it is of another script and borne out."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=_ALPHABETS + _ASIAN).best()
    if best is None or best.encoding in _ALPHABETS:
        return best.encoding if best and best.coherence >= COHERENT else None
    written = [character for character in sample.decode(best.encoding) if character > "\x7f"]
    asian = sum(unicodedata.east_asian_width(character) in "WF" for character in written)
    borne_out = asian >= max(ASIAN_CHARACTERS, BORNE_OUT * len(written))
    return best.encoding if borne_out else None
