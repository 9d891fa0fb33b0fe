"""What an administrator fills in to change a level, an indicator, a question or a tool. No code stands on a screen."""

from typing import Any

from django import forms

from core.forms import GovDateField, GovForm, gov
from thresholds.editing.fields import LinesField
from thresholds.editing.parts import Document, Part
from thresholds.editing.words import CONSENT_RULES, EVIDENCE, PRIORITIES, ages, high, level_word

MAX = 400
_AGES = (0, 6, *range(12, 217, 12))


def text_box(label: str, *, longest: int = MAX, rows: int = 3, hint: str = "", required: bool = True) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return gov(
        forms.CharField(label=label, max_length=longest, required=required, widget=widget, help_text=hint), size="s"
    )


def line(label: str, *, longest: int = MAX, hint: str = "", required: bool = True) -> Any:
    return gov(forms.CharField(label=label, max_length=longest, required=required, help_text=hint), size="s")


def choice(label: str, *, required: bool = True, hint: str = "") -> Any:
    return gov(forms.ChoiceField(label=label, required=required, help_text=hint), size="s")


class PartForm(GovForm):
    """A form about one part of a document. `begun` is what it starts with; `values` what it gives back."""

    starts_empty = False

    def __init__(self, *args: Any, document: Document, **kwargs: Any) -> None:
        self.document = document
        super().__init__(*args, **kwargs)
        self.offer()

    def offer(self) -> None:
        """Put the choices of this document in."""

    def choices_of(self, name: str, choices: Any) -> None:
        self.fields[name].choices = list(choices)  # type: ignore[attr-defined]

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        raise NotImplementedError

    def offer_levels(self, name: str) -> None:
        levels = self.document["levels"]
        self.choices_of(name, [(str(one["level"]), high(level_word(self.document, one["level"]))) for one in levels])


class LevelForm(PartForm):
    """One level: what it means, what agreement it needs, where it goes and what happens next."""

    name = line("Name")
    short_name = line("Short name", hint="Stands beside the level on every page")
    meaning = text_box("What it means")
    assessment = text_box("Assessment")
    intervention = text_box("Intervention")
    consent = gov(forms.ChoiceField(label="Agreement", choices=list(CONSENT_RULES.items())), size="s")
    consent_rule = text_box("Agreement, as people read it", rows=2)
    route = choice("Where it goes")
    priority = gov(forms.ChoiceField(label="Priority", choices=list(PRIORITIES.items())), size="s")
    needs_information = gov(
        forms.BooleanField(
            label="Too little information sends it back",
            required=False,
            help_text="When a question that must be answered is open",
        ),
        size="s",
    )
    what_happens_next = text_box("What happens next")
    help = gov(
        LinesField(label="Help at this level, one a line", longest=MAX, widget=forms.Textarea(attrs={"rows": 6})),
        size="s",
    )

    def offer(self) -> None:
        may = [route for route in self.document["routes"] if route["kind"] != "side"]
        self.choices_of("route", [(route["code"], route["name"]) for route in may])

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        return {**part, "help": "\n".join(part["help"])}

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class IndicatorForm(PartForm):
    """One indicator: its words, where it stands, whom it is about, and what rules read in it."""

    label = line("Wording", longest=160)
    guidance = text_box("Guidance", longest=600, rows=4, hint="What it looks like, and what does not count")
    level = choice("Level")
    where = choice("Domain")
    synonyms = gov(
        LinesField(
            label="Everyday words, one phrase a line",
            longest=80,
            required=False,
            widget=forms.Textarea(attrs={"rows": 5}),
            help_text="What people type when they look for it",
        ),
        size="s",
    )
    age_from = choice("From age", required=False)
    age_to = choice("Up to age", required=False)
    evidence = choice("Evidence needed", required=False, hint="Of harm a suspicion is always enough")
    weak_alone = choice("When it stands alone", required=False, hint="One that is weak alone needs a second beside it")
    flags = gov(
        forms.MultipleChoiceField(
            label="What it is about",
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text="Rules ask for these",
        ),
        size="s",
        small=True,
    )

    def offer(self) -> None:
        self.offer_levels("level")
        self.choices_of("where", [
            (f"{domain['code']} {sub['code']}", f"{domain['name']}: {sub['name']}")
            for domain in self.document["domains"] for sub in domain["subdomains"]
        ])  # fmt: skip
        self.choices_of("evidence", EVIDENCE.items())
        if not self.initial:
            # What is new has no level and no place until somebody chooses them.
            for name in ("level", "where"):
                self.choices_of(name, [("", "Choose"), *self.fields[name].choices])  # type: ignore[attr-defined]
        self.choices_of("flags", sorted(self.document["flags"].items(), key=lambda flag: flag[1].casefold()))
        levels = [level["level"] for level in self.document["levels"]][:-1]
        alone = [(str(one), f"Counts as {level_word(self.document, one)}") for one in levels]
        self.choices_of("weak_alone", [("", "Counts as its own level"), *alone])
        begun = self.initial
        self.choices_of("age_from", _age_choices("Birth, and before it", _AGES, begun.get("age_from")))
        self.choices_of("age_to", _age_choices("18 and over", [one - 1 for one in _AGES[1:]], begun.get("age_to")))

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        weak = part.get("weak_alone")
        return {
            **part,
            "where": f"{part['domain']} {part['subdomain']}",
            "synonyms": "\n".join(part["synonyms"]),
            "age_from": part.get("age_from", ""),
            "age_to": part.get("age_to", ""),
            "weak_alone": weak["counts_as"] if weak else "",
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        young, old, weak = (found.get(name) for name in ("age_from", "age_to", "weak_alone"))
        if young and old and int(young) > int(old):
            self.add_error("age_to", "The ages are the wrong way round")
        if weak and found.get("level") and int(weak) >= int(found["level"]):
            self.add_error("weak_alone", "It must count as a level below its own")
        return found

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        domain, subdomain = found.pop("where").split()
        weak, flags = found.pop("weak_alone"), found.pop("flags")
        return {
            **found,
            "level": int(found["level"]),
            "domain": domain,
            "subdomain": subdomain,
            "age_from": _number(found["age_from"]),
            "age_to": _number(found["age_to"]),
            "weak_alone": {"counts_as": int(weak)} if weak else None,
            "evidence": found["evidence"] or None,
            "flags": flags or None,
        }


def _number(text: str) -> int | None:
    return int(text) if text else None


def _age_choices(none: str, months: Any, now: Any) -> list[tuple[str, str]]:
    """Ages in words, and the one that stands there now, whatever it is."""
    known = sorted({*months, *([int(now)] if str(now or "").isdecimal() else [])})
    return [("", none), *((str(one), _age_words(one, is_last=known[0] != 0)) for one in known)]


def _age_words(months: int, *, is_last: bool) -> str:
    part = {"age_to": months} if is_last else {"age_from": months}
    return high(ages(part).removeprefix("From birth to "))


class SplitForm(PartForm):
    """Two wordings for what was one."""

    first_label = line("Wording of the first", longest=160)
    first_guidance = text_box("Guidance of the first", longest=600)
    second_label = line("Wording of the second", longest=160)
    second_guidance = text_box("Guidance of the second", longest=600)

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        return {"first_label": part["label"], "first_guidance": part["guidance"]}

    def half(self, name: str) -> dict[str, Any]:
        return {field: self.cleaned_data[f"{name}_{field}"] for field in ("label", "guidance")}


class MergeForm(PartForm):
    """Another indicator, and new words if those of the one that stays will not do."""

    starts_empty = True

    into = choice("Merge it into")
    label = line("New wording", longest=160, hint="Leave it empty to keep that of the one that stays", required=False)
    guidance = text_box("New guidance", longest=600, hint="Empty: as the one that stays has it", required=False)

    def offer(self) -> None:
        named: dict[str, list[tuple[str, str]]] = {}
        for part in self.document["indicators"]:
            title = high(level_word(self.document, part["level"]))
            named.setdefault(title, []).append((f"indicators.{part['id']}", part["label"]))
        self.choices_of("into", [("", "Choose"), *named.items()])

    def values(self) -> dict[str, Any]:
        return {name: words for name in ("label", "guidance") if (words := self.cleaned_data[name])}


class ToolForm(PartForm):
    """A tool: what each of its results stands for."""

    name = line("Name of the tool")

    def __init__(self, *args: Any, tool: Part, **kwargs: Any) -> None:
        self.tool = tool
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        levels = [
            (f"level {one['level']}", high(level_word(self.document, one["level"]))) for one in self.document["levels"]
        ]
        worries = [(f"indicator {one['id']}", one["label"]) for one in self.document["indicators"]]
        choices = [("", "Nothing by itself"), ("A level", levels), ("A worry", worries)]
        for number, reading in enumerate(self.tool["readings"]):
            said = f"“{reading['label']}”"
            self.fields[f"means_{number}"] = gov(
                forms.CharField(label=f"What {said} means", max_length=MAX, required=False), size="s"
            )
            counts = forms.ChoiceField(label=f"What {said} counts as", required=False, choices=choices)
            self.fields[f"stands_{number}"] = gov(counts, size="s")

    @staticmethod
    def begun(part: Part) -> dict[str, Any]:
        found = {"name": part["name"]}
        for number, reading in enumerate(part["readings"]):
            kind = next((kind for kind in ("indicator", "level") if kind in reading), "")
            found[f"means_{number}"] = reading.get("means", "")
            found[f"stands_{number}"] = f"{kind} {reading[kind]}" if kind else ""
        return found

    def values(self) -> dict[str, Any]:
        readings = [self._reading(number, reading) for number, reading in enumerate(self.tool["readings"])]
        return {"name": self.cleaned_data["name"], "readings": readings}

    def _reading(self, number: int, reading: Part) -> dict[str, Any]:
        """A result that stands for a worry takes the flags of the worry; one that is a level has its own."""
        kind, _, value = self.cleaned_data[f"stands_{number}"].partition(" ")
        kept = {name: one for name, one in reading.items() if name not in {"means", "level", "indicator", "flags"}}
        if means := self.cleaned_data[f"means_{number}"]:
            kept["means"] = means
        if kind == "indicator":
            return {**kept, "indicator": value}
        if kind == "level":
            return {**kept, "level": int(value), **({"flags": reading["flags"]} if "flags" in reading else {})}
        return kept


class ApproveForm(GovForm):
    """The day from which the version is in force."""

    publish_from = gov(
        GovDateField(label="In force from", when="future_or_today", help_text="Today, or a day to come"), size="s"
    )


class CommentForm(GovForm):
    """What somebody says about one line."""

    text = text_box("Your comment", longest=2000, rows=4)


class ImportForm(GovForm):
    """A matrix file."""

    file = forms.FileField(label="Matrix file (YAML)", help_text="As “Download” gives it, changed as you like")
