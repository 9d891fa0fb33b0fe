"""What is in hand when the demonstration begins, whatever the dice said: the pressing things that a desk must see."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Today:
    """One contact of the last day. `title` is that of the story's first worry; `held_by` a name of the town."""

    title: str
    agency: str
    hours_ago: float
    held_by: str = ""
    proposed: bool = False


TODAY = (
    Today("Third missing report this term", "gullwing", 25.9, "Femi Hollowbrook", proposed=True),
    Today("Hungry most mornings, grubby uniform", "hollowoak", 24.25),
    Today("Bruise on the cheek of a baby who cannot roll", "visitors", 4.7, "Tomas Brightmoor"),
    Today("Says an uncle touched her at the weekend", "ternlane", 3.8, "Leila Starfield"),
    Today("Long red marks across both thighs", "hollowoak", 2.46, "Asha Inkwell"),
    Today("Put out by her stepfather, no bed tonight", "terncourt", 0.6),
    Today("Cuts are deeper now", "saltmarsh", 22.6, "Orla Fernshaw"),
    Today("Nine months of help, no change", "openporch", 20.0, "Idris Penrook", proposed=True),
    Today("Father leaves prison Friday, plans to move in", "probation", 1.4, "Asha Inkwell"),
)
