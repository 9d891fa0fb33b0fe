"""What a message can be about. Each kind has a subject and a body under templates/notifications/."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """A message says only that there is something to read, and where; never about whom or what."""

    REFERRAL_RECEIVED = "referral_received", "Your referral has arrived"
    NEW_REFERRAL = "new_referral", "A referral is waiting"
    OUTCOME_READY = "outcome_ready", "An outcome is ready to read"
    ADVICE_READY = "advice_ready", "An answer is ready to read"
    DEADLINE_WARNING = "deadline_warning", "A deadline is close"
    DEADLINE_BREACHED = "deadline_breached", "A deadline was missed"
    DIGEST = "digest", "Many deadlines need attention"
    FACTS_ADDED = "facts_added", "Facts were added to a referral"
    WITHDRAWN = "withdrawn", "A referrer withdraws a referral"
    THREAD_MESSAGE = "thread_message", "There is a message to read"
    REPLY_WANTED = "reply_wanted", "MASH asks for a reply"
    ANSWER_WANTED = "answer_wanted", "A referrer asks for an answer"
    SIGN_OFF_WANTED = "sign_off_wanted", "A decision waits for sign-off"
    DECISION_RETURNED = "decision_returned", "A decision came back"
    EARLY_HELP_NEW = "early_help_new", "New in the Early Help inbox"
    ESCALATION_RAISED = "escalation_raised", "An escalation was raised"
    ESCALATION_REPLY = "escalation_reply", "An escalation has a reply"
    ACCOUNT_NEW = "account_new", "Your account is ready"
    ACCOUNT_CHANGED = "account_changed", "Your account was changed"
    HANDED_ON = "handed_on", "What somebody who has left held is yours now"
    FORMS_WAIT = "forms_wait", "Forms wait for a safeguarding lead"
    DRAFT_WAITS = "draft_waits", "A form that you began is waiting"
    DRAFT_DELETED = "draft_deleted", "A form that nobody touched was deleted"
    FORM_TO_READ = "form_to_read", "A form waits for a safeguarding lead to read it"
    FORM_RETURNED = "form_returned", "The safeguarding lead returned a form"
    FORM_NOT_READ = "form_not_read", "A form was not read within a working day"
    SECOND_STEP_RESET = "second_step_reset", "The second step of signing in was reset"
    KEY_MADE = "key_made", "A key was made that acts in somebody’s name"
    READER_MADE = "reader_made", "An account was made that can read referrals"
    DOUBLE_ASKED = "double_asked", "Past referrals wait for your own answer"
    PRACTICE_AGAIN = "practice_again", "New practice cases wait"
    UNDELIVERED = "undelivered", "Messages could not be delivered"


class Status(TextChoices):
    """How far a message has come. Failed ones are tried again; dead ones are for a person to look at."""

    PENDING = "pending", "Waiting"
    LEASED = "leased", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed, will be tried again"
    DEAD = "dead", "Could not be delivered"
    WITHHELD = "withheld", "Not sent: the person has left"
