"""Fourteen agencies and forty-one people of Larkhaven. Every name is made up; telephone numbers are kept for drama."""

from dataclasses import dataclass

from accounts.roles import Role


@dataclass(frozen=True)
class DemoAgency:
    """One agency; `share` is its part of a year's contacts, in thousandths."""

    key: str
    name: str
    kind: str
    source_code: str
    share: int


@dataclass(frozen=True)
class DemoPerson:
    """One person; `shown` is why the list of demo people names them, for those it names."""

    name: str
    role: Role
    agency: str
    job: str
    shown: str = ""


AGENCIES = (
    DemoAgency("council", "Larkhaven Council", "council", "5B", 15),
    DemoAgency("harbour", "Harbour Police", "police", "6", 300),
    DemoAgency("gullwing", "Gullwing Police", "police", "6", 200),
    DemoAgency("hollowoak", "Hollow Oak Primary", "school", "2A", 75),
    DemoAgency("cobblebrook", "Cobblebrook Primary", "school", "2A", 65),
    DemoAgency("ternlane", "Tern Lane Primary", "school", "2A", 45),
    DemoAgency("saltmarsh", "Saltmarsh Academy", "school", "2A", 75),
    DemoAgency("lantern", "Little Lantern Nursery", "school", "2B", 20),
    DemoAgency("tidewell", "Tidewell Surgery", "health", "3A", 35),
    DemoAgency("visitors", "Gullwing Health Visitors", "health", "3B", 60),
    DemoAgency("infirmary", "Larkhaven Infirmary", "health", "3E", 40),
    DemoAgency("terncourt", "Tern Court Homes", "housing", "4", 35),
    DemoAgency("openporch", "Open Porch", "voluntary", "8", 20),
    DemoAgency("probation", "Larkhaven Probation", "legal", "7", 15),
)

_P, _L = Role.PRACTITIONER, Role.SAFEGUARDING_LEAD
PEOPLE = (
    DemoPerson("Asha Inkwell", Role.MASH_WORKER, "council", "Social worker", "decides at the desk"),
    DemoPerson("Tomas Brightmoor", Role.MASH_WORKER, "council", "Social worker"),
    DemoPerson("Leila Starfield", Role.MASH_WORKER, "council", "Social worker"),
    DemoPerson("Femi Hollowbrook", Role.MASH_WORKER, "council", "Social worker"),
    DemoPerson("Idris Penrook", Role.MASH_WORKER, "council", "Police officer in MASH"),
    DemoPerson("Orla Fernshaw", Role.MASH_WORKER, "council", "Health practitioner in MASH"),
    DemoPerson("Marek Candlewick", Role.MASH_MANAGER, "council", "Team manager", "signs off, sees the dashboard"),
    DemoPerson("Dorothea Lanternfield", Role.MASH_MANAGER, "council", "Deputy team manager"),
    DemoPerson("Niamh Saltwick", Role.EARLY_HELP, "council", "Early Help co-ordinator", "has the Early Help inbox"),
    DemoPerson("Cato Windermoss", Role.EARLY_HELP, "council", "Early Help co-ordinator"),
    DemoPerson("Ottoline Greengage", Role.AUDITOR, "council", "Quality auditor", "reads, never writes"),
    DemoPerson("Petra Quillon", Role.ADMINISTRATOR, "council", "Systems administrator", "makes accounts and keys"),
    DemoPerson("Hamish Tollgate", _P, "council", "Youth justice worker"),
    DemoPerson("Rosa Gatepenny", _L, "harbour", "Detective sergeant"),
    DemoPerson("Kit Barleymow", _P, "harbour", "Police constable", "sends police notifications"),
    DemoPerson("Saoirse Duskwater", _P, "harbour", "Police constable"),
    DemoPerson("Jonah Thimblewood", _P, "gullwing", "Police constable"),
    DemoPerson("Mabel Oxlip", _L, "gullwing", "Detective sergeant"),
    DemoPerson("Delphine Marchpane", _P, "hollowoak", "Teacher", "sends referrals"),
    DemoPerson("Wilf Candlemas", _L, "hollowoak", "Designated safeguarding lead", "sees the school’s referrals"),
    DemoPerson("Bronwen Sorrelby", _P, "cobblebrook", "Pastoral lead"),
    DemoPerson("Alder Nutbeam", _L, "cobblebrook", "Designated safeguarding lead"),
    DemoPerson("Peregrine Lovage", _P, "ternlane", "Teacher"),
    DemoPerson("Hester Mallowby", _L, "ternlane", "Designated safeguarding lead"),
    DemoPerson("Tobias Quillfern", _P, "saltmarsh", "Form tutor"),
    DemoPerson("Imogen Fableton", _L, "saltmarsh", "Designated safeguarding lead"),
    DemoPerson("Juno Tansyfield", _P, "lantern", "Nursery manager"),
    DemoPerson("Basil Corncrake", _L, "lantern", "Designated safeguarding lead"),
    DemoPerson("Charlie Nettlefold", _P, "tidewell", "GP"),
    DemoPerson("Winifred Sandpiper", _L, "tidewell", "Named GP"),
    DemoPerson("Ines Larkspur", _P, "visitors", "Health visitor"),
    DemoPerson("Morwenna Teasel", _P, "visitors", "Midwife"),
    DemoPerson("Ada Foxglade", _L, "visitors", "Named nurse"),
    DemoPerson("Caspian Yarrow", _P, "infirmary", "Paediatrician"),
    DemoPerson("Linnet Harebell", _L, "infirmary", "Named doctor"),
    DemoPerson("Gwen Stoneycroft", _P, "terncourt", "Housing officer"),
    DemoPerson("Abel Ravensend", _L, "terncourt", "Safeguarding lead"),
    DemoPerson("Zora Merrybell", _P, "openporch", "Family worker"),
    DemoPerson("Ezra Whinberry", _L, "openporch", "Safeguarding lead"),
    DemoPerson("Thea Bramblecote", _P, "probation", "Probation officer"),
    DemoPerson(
        "Quentin Barrowmere", Role.ADMINISTRATOR, "council", "Policy officer", "approves a change of the matrix"
    ),
)

FIRST_NAMES = (
    "Pip Clover Tansy Rowan Wren Juniper Corin Sorrel Bryn Fern Hazel Jasper Linden Poppy Robin Sage Teal Willow Ash "
    "Bramble Cedar Daisy Elm Finch Heath Iris Lark Moss Nettle Oakley Perry Quince Reed Senna Thorn Viola Zinnia"
).split()
SURNAMES = (
    "Fablewood Thistledown Quillfeather Gorsewick Marrowby Puddlewick Tumbleweir Nightjar Cloudsley Merrimoth Dapplegate "
    "Fernsby Hobblethwaite Inglethorn Kettlewisp Lapwingdale Mossgather Needlewhin Owlsgate Pennywhistle Rushlight "
    "Silverthimble Tallowby Underbough Vesperling Whistlethorpe Yarrowdene"
).split()
MOTHERS = "Marigold Hesper Odette Primrose Elowen Isolde Celandine Araminta Clementine Philippa".split()
STREETS = "Acorn Row|Gull Street|Tern Court|Lantern Hill|Saltmarsh Lane|Cobble Yard|Tidewell Close|Harbour View".split(
    "|"
)
