"""The reader: finds the spans of passages that answer a question."""

from qa.reader.span_reader import SpanReader, default_reader_path

__all__ = ["SpanReader", "default_reader_path"]
