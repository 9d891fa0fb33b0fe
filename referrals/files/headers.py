"""How a file leaves: as a download, never as a page."""

from urllib.parse import quote

from referrals.files.limits import Kind


def download_headers(label: str, kind: Kind) -> dict[str, str]:
    """RFC 6266: the name twice, once for old browsers in ASCII; and nothing in the file may run or be kept."""
    plain = label.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return {
        "Content-Type": kind.media_type,
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(label, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
    }
