"""Is a referral all there? Worked out here again, not asked of the code that made it."""

from datetime import timedelta

from accounts.models import User
from notifications.models import Message
from referrals.models import Draft, Referral
from sla.models import Deadline
from trail.models import Entry

HOURS = {"red": 4, "amber": 24, "green": 72}


def check_whole(referral: Referral) -> None:
    """Everything that a receipt promises: people, score, clocks, trail, and word to those who must hear."""
    document = referral.document
    assert referral.children.count() == len(document["children"])
    assert referral.worries.count() == len(document["worries"])
    assert referral.scores.count() == 1
    assert Draft.objects.get(pk=referral.draft_id).submitted_at is not None
    _check_clocks(referral)
    verbs = list(Entry.objects.filter(record_id=referral.pk).values_list("verb", flat=True))
    assert (verbs.count("collected"), verbs.count("scored")) == (1, 1)
    told = set(Message.objects.filter(subject_id=referral.pk).values_list("kind", "to_id"))
    mash = User.objects.in_team("mash") if referral.priority == "red" else ()
    assert told >= {("referral_received", referral.referrer_id), *(("new_referral", one.pk) for one in mash)}


def _check_clocks(referral: Referral) -> None:
    clocks = {one.clock: one for one in Deadline.objects.on(referral.pk)}
    wanted = {"decision_24h", "decision_working_day"} | ({"priority"} if referral.priority in HOURS else set())
    assert set(clocks) == wanted
    assert clocks["decision_24h"].due_at == referral.received_at + timedelta(hours=24)
    if "priority" in clocks:
        assert clocks["priority"].due_at == referral.received_at + timedelta(hours=HOURS[referral.priority])
    assert referral.due_at == min(referral.due_at, clocks["decision_24h"].due_at)
    assert [one.due_at for one in clocks.values() if one.governs] == [referral.due_at]
    started = Entry.objects.filter(record_id=referral.pk, verb="started").count()
    assert started == len(clocks)
