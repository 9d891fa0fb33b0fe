"""Referrals in bulk: a real one is made through the real action, then copied row by row with other times."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import Agency, User
from core.references import new_reference
from mash.models import Decision, EarlyHelpCase, Telling
from referrals.models import Child, Referral
from sla.models import Deadline
from tests.factories import sent_referral
