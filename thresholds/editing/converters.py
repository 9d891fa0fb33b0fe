"""How an address names a part of a version: its id, the kind of part, and the code of the part."""


class PartKey:
    """The id of a version, a list and a code, with stops between."""

    regex = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.[a-z]+\.[A-Za-z0-9_-]+"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
