"""What teaching keeps: the guide as it was printed, once for each published version."""

from practice.printed import PrintedGuide

__all__ = ["PrintedGuide"]
