"""Files from outside, judged by what is in them. Pure: no database, no request."""

from referrals.files.checking import Checked, check_file
from referrals.files.labels import clean_label
from referrals.files.limits import MOST_BYTES, MOST_FILES, MOST_TOGETHER, Kind, Unfit

__all__ = ["MOST_BYTES", "MOST_FILES", "MOST_TOGETHER", "Checked", "Kind", "Unfit", "check_file", "clean_label"]
