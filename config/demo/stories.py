"""What people write to the front door about, told in ways that no real child told. Codes are the matrix's own.

Kinds of agency and rough proportions follow what the councils' reports say: police mostly below the threshold, health
cautious, schools sending attendance and neglect, few of all contacts at the highest level.
"""

from dataclasses import dataclass, field

Told = tuple[str, str, str, str]  # indicator, how, in one line, what happened


@dataclass(frozen=True)
class Story:
    """One kind of contact. `ages` in years; `weight` how often among its agencies' contacts."""

    kinds: tuple[str, ...]
    ages: tuple[int, int]
    worries: tuple[Told, ...]
    weight: int = 4
    consent: str = "agreed"
    reasons: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    voice: str = ""
    tried: str = ""
    wanted: str = ""
    own_level: str = "not_sure"
    urgent: bool = False
    unborn: bool = False
    baby: bool = False
    early_help: str = "none"
    tools: dict[str, str] = field(default_factory=dict)


# fmt: off
SCHOOL, POLICE, HEALTH = ("school",), ("police",), ("health",)
NOTICED = "Officers attended and wrote down what they saw."

STORIES = (
    # Police: many, mostly of one evening, mostly below the threshold.
    Story(POLICE, (4, 15), (("L1-fe-01", "seen", "Noise at a family party", "Loud music; parents present, calm and sober."),), 12, "not_asked", wanted="For information", tried=NOTICED),
    Story(POLICE, (3, 14), (("L2-fe-03", "told", "Row overheard through the wall", "A neighbour rang. Both parents were calm when officers came; nobody hurt."),), 16, "not_asked", wanted="For information", tried=NOTICED),
    Story(POLICE, (11, 16), (("L2-fe-15", "seen", "With older lads outside the station", "Five young people moved on at 21:30. No offence."),), 10, "not_asked", tried=NOTICED),
    Story(POLICE, (12, 16), (("L2-cd-25", "seen", "Found with a can of cider", "Taken home; mother met officers at the door."),), 8, "agreed", voice="“It was only one.”", tried=NOTICED, wanted="Advice to the family"),
    Story(POLICE, (12, 16), (("L3-cd-29", "told", "Missing twice since the summer", "Back within hours both times, after rows at home."),), 7, "agreed", voice="“I just wanted to walk.”", tried="Two return talks", wanted="A plan for evenings", own_level="3"),
    Story(POLICE, (13, 16), (("L3-cd-24", "seen", "Third time in custody this year", "Shoplifting with the same two friends."),), 5, "agreed", voice="“Nobody made me.”", tried="Community resolution", wanted="Somebody to work with him", own_level="3"),
    Story(POLICE, (2, 12), (("L4-pa-06", "seen", "Children upstairs while he broke the door", "Fourth call this year. Mother’s lip was split; the children stood on the stairs."),), 7, "not_asked", ("risk_to_child",), ("injury",), "“He was shouting again.”", "Arrest and bail conditions", "A social worker today", "4", True),
    Story(POLICE, (13, 16), (("L4-cd-21", "told", "Third missing report this term", "Came back with a new phone and will not say where she slept."), ("L4-cd-22", "suspected", "Older man waits in a car", "Same car seen by school twice.")), 3, "not_asked", ("risk_to_child",), (), "“He is my friend.”", "Return interview offered", "The exploitation panel", "4", True),
    Story(POLICE, (5, 14), (("L1-pa-02", "seen", "Out playing until six", "A neighbour complained. The child’s father knew where she was."),), 8, "not_asked", wanted="For information", tried=NOTICED),
    Story(POLICE, (1, 10), (("L2-pa-04", "seen", "Broken glass by the back step", "Officers called about the car. The kitchen was untidy and safe otherwise."),), 6, "not_asked", tried=NOTICED),
    Story(POLICE, (6, 16), (), 6, "not_known", wanted="Worried about this family"),
    # Schools.
    Story(SCHOOL, (5, 11), (("L2-cd-14", "seen", "Hungry most mornings, grubby uniform", "Six mornings since half-term; asks for toast."),), 8, voice="“Is there more?”", tried="Breakfast club and a talk with mother", wanted="Advice", own_level="2"),
    Story(SCHOOL, (11, 15), (("L2-cd-01", "seen", "Late twice a week", "Arrives at ten; says the bus is full."), ("L2-cd-21", "seen", "Sits alone at lunch", "Every day this term.")), 7, voice="“I don’t like mornings.”", tried="Report card, call home", wanted="Advice on attendance", own_level="2"),
    Story(SCHOOL, (5, 14), (("L2-cd-20", "told", "Sad since her grandfather died", "Cries most afternoons."),), 6, voice="“I miss Grandad.”", tried="A quiet place and a key adult", wanted="Somebody to talk to", own_level="2"),
    Story(SCHOOL, (12, 15), (("L3-cd-03", "seen", "Attendance 62% for two terms", "Exclusion panel is booked."), ("L3-cd-02", "told", "Parents do not answer", "Nine letters, four calls.")), 6, voice="“School isn’t for me.”", tried="Attendance plan, two meetings missed", wanted="Early Help", own_level="3"),
    Story(SCHOOL, (7, 12), (("L3-fe-03", "told", "Puts the little ones to bed", "“When Dad is asleep on the floor.”"), ("L3-pa-02", "told", "Father’s drinking is showing", "Smells of drink at collection on three days.")), 6, voice="“I make the tea.”", tried="Breakfast club, two meetings", wanted="Early Help with one lead person", own_level="3"),
    Story(SCHOOL, (7, 11), (("L3-fe-01", "told", "Parents insult each other in front of her", "Both at the gate and by message."), ("L3-cd-22", "seen", "Hits out in class", "Five times since half-term, after a term of pastoral help.")), 4, voice="“They both shout.”", tried="Pastoral support for a term", wanted="Help for the whole family", own_level="3"),
    Story(SCHOOL, (5, 12), (("L4-cd-14", "seen", "Long red marks across both thighs", "Seen when changing for PE at 08:25."), ("L4-cd-06", "told", "Says who hit him", "“He got his belt because I was loud.”")), 3, "refused", ("risk_to_child",), ("injury",), "“I want to sleep at Nan’s.”", "Kept in school with a key adult", "A social worker before home time", "4", True),
    Story(SCHOOL, (6, 12), (("L4-cd-06", "told", "Says an uncle touched her at the weekend", "Told her teacher at first break."),), 2, "not_asked", ("family_harm",), (), "“It is a secret.”", "Listened, asked nothing more", "A strategy discussion today", "4", True),
    Story(SCHOOL, (8, 15), (("L2-cd-24", "told", "Called names for her skin colour", "Two incidents this term; school has acted."),), 4, voice="“They stopped for a week.”", tried="Restorative meeting", wanted="Advice", own_level="2"),
    Story(SCHOOL, (13, 15), (("L4-cd-10", "told", "Cuts are deeper now", "Showed the nurse; thinks about dying, has no plan."),), 2, "agreed", (), (), "“It helps for a bit.”", "School nurse weekly, GP seen", "Urgent help for her", "4", True),
    Story(SCHOOL, (5, 13), (), 5, "not_known", wanted="Mum is rude. Please help."),
    Story(SCHOOL, (6, 11), (("L3-pa-05", "seen", "Nothing she does is right", "Mother called her useless at the gate four times."),), 3, voice="“I try to be good.”", tried="Two talks with mother", wanted="Parenting support", own_level="3", early_help="no_change"),
    # Health.
    Story(HEALTH, (0, 1), (("L2-pa-01", "seen", "First-time mother, few people near", "Manages well and feels unsure."), ("L2-fe-14", "told", "New to the town", "Moved here in the spring.")), 8, voice="Settled, feeding well", tried="Extra visits", wanted="Advice on groups", own_level="2", baby=True),
    Story(HEALTH, (2, 5), (("L2-cd-08", "seen", "Few words at three", "Hearing test missed twice."), ("L2-cd-15", "seen", "Checks missed", "Two of four.")), 7, voice="Points and pulls", tried="Letters and one home visit", wanted="Speech therapy", own_level="2"),
    Story(HEALTH, (3, 6), (("L3-cd-11", "seen", "Decayed teeth, no dentist", "Four teeth; pain at night."), ("L3-cd-06", "seen", "No toys or books at home", "Bare room; television on.")), 5, "not_asked", voice="“My mouth hurts.”", tried="Dentist booked three times", wanted="Early Help", own_level="3"),
    Story(HEALTH, (0, 0), (("L4-cd-14", "seen", "Bruise on the cheek of a baby who cannot roll", "Round, 2 cm, no explanation."),), 3, "not_asked", ("risk_to_child",), ("injury",), "Cries when laid down", "Baby kept in clinic", "A paediatrician today", "4", True, baby=True),
    Story(HEALTH, (11, 15), (("L3-cd-20", "told", "Low mood and daily panic", "Parents want help."), ("L3-cd-19", "seen", "Too anxious to sit in class", "Three weeks.")), 4, voice="“I can’t breathe in there.”", tried="GP and school nurse", wanted="Early Help and CAMHS", own_level="3"),
    Story(HEALTH, (0, 0), (("L4-pa-08", "told", "Two older children were removed", "Mother told the midwife at booking."),), 2, "agreed", (), ("earlier_children_removed",), "Not born yet", "Booked early", "A pre-birth assessment", "4", unborn=True),
    Story(HEALTH, (7, 14), (("L2-fe-06", "told", "Mother’s new diagnosis tires her", "May affect the school run."),), 5, voice="“I help a bit.”", tried="Carers’ group", wanted="Advice", own_level="2"),
    # Housing, charities, council, probation.
    Story(("housing", "voluntary"), (3, 12), (("L2-fe-01", "seen", "Three in two bedrooms", "No effect on health or school."),), 5, voice="“I share with my brother.”", tried="Transfer list", wanted="Priority for a move", own_level="2"),
    Story(("housing", "voluntary"), (2, 10), (("L3-fe-08", "seen", "Five in one damp room", "All three cough."), ("L3-fe-09", "told", "Four moves this year", "Two evictions.")), 5, voice="“It smells of rain.”", tried="Dehumidifier, repairs", wanted="Early Help", own_level="3"),
    Story(("housing",), (16, 17), (("L4-fe-14", "told", "Put out by her stepfather, no bed tonight", "Slept at three friends’ houses."),), 2, "agreed", (), ("safe_bed_missing",), "“I can’t go back.”", "Rang two hostels", "Somewhere safe tonight", "4", True),
    Story(("voluntary", "council"), (5, 12), (("L4-fe-12", "told", "No recourse, asleep in a church hall", "No money for food since Friday."),), 2, "agreed", (), ("no_recourse",), "“It is cold.”", "Food parcels", "Help tonight", "4", True),
    Story(("council", "voluntary"), (8, 15), (("L4-pa-04", "seen", "Nine months of help, no change", "Visits cancelled, care no better."), ("L4-pa-09", "seen", "Says yes and does nothing", "Six actions, none done.")), 4, "refused", (), (), "“She says we’re fine.”", "Early Help plan for nine months", "Step up", "4", early_help="no_change"),
    Story(("legal", "council"), (4, 12), (("L4-cd-18", "told", "Father leaves prison Friday, plans to move in", "Convicted of offences against children."),), 3, "not_asked", ("risk_to_child",), (), "Not asked", "Licence conditions", "A plan before Friday", "4"),
    Story(("legal", "council", "housing"), (9, 15), (("L3-fe-04", "told", "Mother is in prison until spring", "Grandmother cares for both."),), 4, voice="“We ring on Sundays.”", tried="Family visits", wanted="Support for grandmother", own_level="3"),
)
# fmt: on

# The same thing told by another officer or another teacher: (in one line, what happened).
RETOLD: dict[str, tuple[tuple[str, str], ...]] = {
    "Noise at a family party": (
        ("Birthday music past midnight", "Turned down at once; the children were asleep upstairs."),
        ("Fireworks in the back yard", "Parents held the sparklers; nobody near them was hurt."),
    ),
    "Row overheard through the wall": (
        (
            "Shouting about money heard next door",
            "Both parents calm at the door; the children were watching television.",
        ),
        ("A door slammed, a neighbour worried", "A row about the car. Nobody hurt, nothing broken."),
        ("Argument in the street after school", "Parents apart when officers came; the child was with an aunt."),
    ),
    "With older lads outside the station": (
        ("On the quay at ten with older friends", "Moved on and walked home. No offence."),
        ("Riding in the tram shelter after dark", "Six young people, two known for small theft."),
    ),
    "Found with a can of cider": (
        ("Smelled of drink at the bandstand", "Taken home; grandmother thanked the officers."),
        ("Shared a bottle behind the boathouse", "Steady on her feet, gave her name at once."),
    ),
    "Out playing until six": (
        ("Climbing on the garage roofs", "Father called her down and said thank you."),
        ("Ball games against a shop wall", "The shopkeeper complained. His mother was told."),
    ),
    "Broken glass by the back step": (
        ("Bins not emptied, dog in the kitchen", "The rooms the children use were clean."),
    ),
    "Hungry most mornings, grubby uniform": (
        ("Same shirt all week, always hungry", "Asks friends for crisps at break; nine days so far."),
        ("Comes without lunch or coat", "Four days out of five since the cold began."),
    ),
    "Late twice a week": (("Misses first lesson most Mondays", "Says nobody wakes him."),),
    "Sad since her grandfather died": (("Quiet since his best friend moved", "Does not want to play."),),
    "First-time mother, few people near": (
        ("Young father copes alone at night", "Feeds well; he asks many questions."),
    ),
    "Few words at three": (("Not walking at nineteen months", "Cruises; two checks were missed."),),
    "Three in two bedrooms": (("Bunk beds in the living room", "A move is asked for; everyone is well."),),
}
