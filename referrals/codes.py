"""Choices of the form. Census code sets: DfE children-in-need census 2026; the rest is our own."""

from django.db.models import TextChoices


class Sex(TextChoices):
    """N00783."""

    FEMALE = "F", "Female"
    MALE = "M", "Male"
    UNKNOWN = "U", "Not known"


class Ethnicity(TextChoices):
    """N00177."""

    WBRI = "WBRI", "White British"
    WIRI = "WIRI", "White Irish"
    WIRT = "WIRT", "Traveller of Irish heritage"
    WROM = "WROM", "Gypsy or Roma"
    WOTH = "WOTH", "Any other White background"
    MWBC = "MWBC", "White and Black Caribbean"
    MWBA = "MWBA", "White and Black African"
    MWAS = "MWAS", "White and Asian"
    MOTH = "MOTH", "Any other mixed background"
    AIND = "AIND", "Indian"
    APKN = "APKN", "Pakistani"
    ABAN = "ABAN", "Bangladeshi"
    AOTH = "AOTH", "Any other Asian background"
    BCRB = "BCRB", "Caribbean"
    BAFR = "BAFR", "African"
    BOTH = "BOTH", "Any other Black background"
    CHNE = "CHNE", "Chinese"
    OOTH = "OOTH", "Any other ethnic group"
    REFU = "REFU", "The family prefers not to say"
    NOBT = "NOBT", "Not known yet"


class Disability(TextChoices):
    """The census list, with our words."""

    NONE = "NONE", "None"
    MOB = "MOB", "Mobility"
    HAND = "HAND", "Hand function"
    PC = "PC", "Personal care"
    INC = "INC", "Incontinence"
    COMM = "COMM", "Communication"
    LD = "LD", "Learning"
    HEAR = "HEAR", "Hearing"
    VIS = "VIS", "Vision"
    BEH = "BEH", "Behaviour"
    CON = "CON", "Consciousness"
    AUT = "AUT", "Autism"
    DDA = "DDA", "Another disability"


class Religion(TextChoices):
    """As other councils ask it."""

    CHRISTIAN = "christian", "Christian"
    MUSLIM = "muslim", "Muslim"
    HINDU = "hindu", "Hindu"
    JEWISH = "jewish", "Jewish"
    SIKH = "sikh", "Sikh"
    BUDDHIST = "buddhist", "Buddhist"
    NONE = "none", "None"
    OTHER = "other", "Another religion"
    NOT_GIVEN = "not_given", "The family prefers not to say"
    NOT_KNOWN = "not_known", "Not known"


class Immigration(TextChoices):
    """What a child may do here; "no recourse" is a question of its own."""

    SETTLED = "settled", "British, Irish or settled"
    LIMITED = "limited", "Leave to stay for a time"
    ASYLUM = "asylum", "Seeking asylum"
    REFUGEE = "refugee", "Refugee"
    NO_LEAVE = "no_leave", "No leave to stay"
    NOT_KNOWN = "not_known", "Not known"


class Education(TextChoices):
    """Help with learning."""

    NONE = "none", "None"
    SUPPORT = "support", "SEN support"
    ASSESSING = "assessing", "Being assessed for an EHC plan"
    PLAN = "plan", "EHC plan"
    NOT_KNOWN = "not_known", "Not known"


class PlanCategory(TextChoices):
    """Census codes for the category of a child protection plan."""

    NEGLECT = "NEG", "Neglect"
    PHYSICAL = "PHY", "Physical abuse"
    SEXUAL = "SAB", "Sexual abuse"
    EMOTIONAL = "EMO", "Emotional abuse"
    SEVERAL = "MUL", "More than one"
    NOT_KNOWN = "not_known", "Not known"


class Unnamed(TextChoices):
    """Why a parent is not named: each is an answer."""

    NOT_KNOWN = "not_known", "Not known"
    NOT_TO_BE_NAMED = "not_to_be_named", "Must not be named here"
    DIED = "died", "Has died"
    NO_SUCH_PARENT = "none", "There is no such parent"


class YesNo(TextChoices):
    """A real answer for those who do not know."""

    YES = "yes", "Yes"
    NO = "no", "No"
    NOT_KNOWN = "not_known", "Not known"


class How(TextChoices):
    """How a worry is known."""

    SEEN = "seen", "I saw it"
    TOLD = "told", "I was told"
    SUSPECTED = "suspected", "I suspect it"


class HowOften(TextChoices):
    """How often it happens."""

    ONCE = "once", "Once"
    FEW = "few", "A few times"
    WEEKS = "weeks", "Most weeks"
    DAYS = "days", "Most days"
    NOT_KNOWN = "not_known", "Not known"


class Relationship(TextChoices):
    """To the child."""

    MOTHER = "mother", "Mother"
    FATHER = "father", "Father"
    STEP_PARENT = "step_parent", "Step-parent"
    PARTNER = "partner", "Parent’s partner"
    GRANDPARENT = "grandparent", "Grandparent"
    AUNT_UNCLE = "aunt_uncle", "Aunt or uncle"
    SIBLING = "sibling", "Brother or sister"
    HALF_SIBLING = "half_sibling", "Half or step brother or sister"
    SIBLING_ELSEWHERE = "sibling_elsewhere", "Brother or sister who lives elsewhere"
    FOSTER = "foster", "Foster carer"
    PRIVATE_FOSTER = "private_foster", "Private foster carer"
    OTHER_RELATIVE = "other_relative", "Another relative"
    PROFESSIONAL = "professional", "Somebody who works or volunteers with the child"
    SIGNIFICANT = "significant", "A friend or other who matters to the child"
    UNRELATED = "unrelated", "Somebody else"


class Consent(TextChoices):
    """What the family said."""

    AGREED = "agreed", "They agree"
    REFUSED = "refused", "They do not agree"
    NOT_ASKED = "not_asked", "I have not asked them"
    NOT_KNOWN = "not_known", "I do not know"


class WithoutConsent(TextChoices):
    """Why a referral goes without agreement."""

    RISK_TO_CHILD = "risk_to_child", "Asking would put the child at more risk"
    RISK_TO_OTHERS = "risk_to_others", "Asking would put someone else at risk"
    POLICE = "police", "Asking could harm a police enquiry"
    EVIDENCE = "evidence", "Evidence could be lost"
    DELAY = "delay", "There is no time"
    FAMILY_HARM = "family_harm", "The harm is in the family: sexual, honour or fabricated illness"
    NO_CONTACT = "no_contact", "I cannot reach them"
    OTHER = "other", "Another reason"


class LawfulBasis(TextChoices):
    """On what the sharing stands in data protection law. Agreement to help is a question of its own."""

    PUBLIC_TASK = "public_task", "Our public task: safeguarding is our duty"
    LEGAL_DUTY = "legal_duty", "A legal duty to share"
    VITAL = "vital", "To protect somebody’s life"
    LEGITIMATE = "legitimate", "Legitimate interests, as a charity or firm"
    CONSENT = "consent", "Consent alone"
    NOT_SURE = "not_sure", "I am not sure"


class Likelihood(TextChoices):
    """How likely harm is, in everyday words."""

    LOW = "low", "Low: it would surprise me"
    MEDIUM = "medium", "Medium: it may well happen"
    HIGH = "high", "High: I expect it"


class Seriousness(TextChoices):
    """How bad the harm would be."""

    LOW = "low", "Low: it would pass"
    MEDIUM = "medium", "Medium: holds the child back"
    HIGH = "high", "High: lasting harm"


class Channel(TextChoices):
    """How the referral came."""

    WEB = "web", "Web form"
    API = "api", "Agency system"
    PHONE = "phone", "Telephone"
    EMAIL = "email", "E-mail"
    POLICE = "police", "Police notification"
    OUT_OF_HOURS = "out_of_hours", "Out-of-hours hand-over"


class Priority(TextChoices):
    """What the engine suggests the desk looks at first."""

    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    BLUE = "blue", "Blue"


class Scan(TextChoices):
    """How far the look for viruses has come."""

    WAITING = "waiting", "Waiting for the virus scan"
    CLEAN = "clean", "Scanned"
    FOUND = "found", "A virus was found and the file was destroyed"
