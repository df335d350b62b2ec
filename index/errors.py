"""Every error this product raises on purpose. The message states the value and the way out.

GroundwireError
├── InvalidQuestionError        empty, or too long
├── PortInUseError
├── ExtraMissingError            a library of an extra is not installed
├── SourceError
│   ├── SourceMissingError      no such file or folder
│   └── SourceEmptyError        nothing readable in any source
├── ModelError
│   ├── ModelNotFoundError
│   └── ModelDigestError        the weights are not the pinned ones
└── PassageIndexError
    ├── IndexMissingError
    ├── IndexCorruptError       a damaged, truncated or missing file
    ├── IndexMismatchError      another encoder, or a newer format
    ├── IndexLockedError        another process is writing
    └── UnknownIdError          no such document or passage in this index
"""

from __future__ import annotations

__all__ = [
    "ExtraMissingError",
    "GroundwireError",
    "IndexCorruptError",
    "IndexLockedError",
    "IndexMismatchError",
    "IndexMissingError",
    "InvalidQuestionError",
    "ModelDigestError",
    "ModelError",
    "ModelNotFoundError",
    "PassageIndexError",
    "PortInUseError",
    "SourceEmptyError",
    "SourceError",
    "SourceMissingError",
    "UnknownIdError",
]


class GroundwireError(Exception):
    """The base of them all: what the CLI shows as one line."""


class InvalidQuestionError(GroundwireError):
    """A question that cannot be asked."""


class PortInUseError(GroundwireError):
    """The page's port is taken."""


class ExtraMissingError(GroundwireError):
    """What was asked for needs an extra; the message names the command that installs it."""


class SourceError(GroundwireError):
    """Something is wrong with the articles to index."""


class SourceMissingError(SourceError):
    """A source names no file and no folder."""


class SourceEmptyError(SourceError):
    """The sources hold no readable article."""


class ModelError(GroundwireError):
    """Something is wrong with a model's files."""


class ModelNotFoundError(ModelError):
    """A model is neither a folder nor to be had by its name."""


class ModelDigestError(ModelError):
    """A model's weights are not those that were pinned."""


class PassageIndexError(GroundwireError):
    """Something is wrong with an index."""


class IndexMissingError(PassageIndexError):
    """There is no index in the folder."""


class IndexCorruptError(PassageIndexError):
    """A file of the index is damaged, truncated or missing."""


class IndexMismatchError(PassageIndexError):
    """The index was made with another encoder or by a newer version."""


class IndexLockedError(PassageIndexError):
    """Another process is writing the index."""


class UnknownIdError(PassageIndexError):
    """The index holds no document or passage of that id."""
