"""The task list of a draft: what is done, what is left, and where to go on."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse

from core.components import Link, Task, TaskGroup
from referrals.filled import Filled, Item, child_name, first
from referrals.pages.places import section_page
from referrals.pages.states import DONE, OPTIONAL, State, state_of, state_of_page, together
from referrals.pages.words import child_and_age, listed
from referrals.sections import CHILDREN, GATE, HOUSEHOLD, MARKS, REFERRER, SECTIONS, VOICE, WORRIES, Section

_LONGEST_HINT = 70


@dataclass(frozen=True, slots=True)
class TaskList:
    """The groups, and the first section that is not done."""

    groups: list[TaskGroup]
    onward: Link
    ready: bool


def task_list(draft_id: UUID, filled: Filled, *, files: int = 0) -> TaskList:
    """Every section but the gate, which stands above the list; then the files, of which there are so many."""
    titles = dict.fromkeys(section.group for section in SECTIONS.values())
    groups = [_group(draft_id, title, filled) for title in titles]
    left = [task for group in groups for task in group.tasks if task.state != "done"]
    groups.append(TaskGroup("files", "Files", [_files(draft_id, files)]))
    check = reverse("referrals:check", args=[draft_id])
    ready = next(filled.problems(), None) is None
    groups.append(TaskGroup("send", "Send", [_send(check, ready=ready)]))
    onward = Link(_onward_words(left[0].text), left[0].href) if left else Link("Check and send", check)
    return TaskList(groups, onward, ready)


def _onward_words(text: str) -> str:
    """Continue with Clover; Continue: Telling the family."""
    titles = {section.title for section in SECTIONS.values()}
    return f"Continue: {text}" if text in titles else f"Continue with {text.split(',', maxsplit=1)[0]}"


def _files(draft_id: UUID, files: int) -> Task:
    """Nobody needs to add any, so there is nothing left to do."""
    counted = {0: "Optional", 1: "1 file"}.get(files, f"{files} files")
    hint = "" if files else "If they help MASH to decide"
    return Task("Photographs and files", reverse("referrals:files", args=[draft_id]), counted, "done", hint)


def _body_maps(draft_id: UUID, filled: Filled) -> Iterator[Task]:
    """One for each child who is born. A mark that was begun and not described is a question left."""
    marks = filled.items(MARKS)
    children = [item for item in filled.items(CHILDREN) if first(item.typed, "unborn") != "yes"]
    names, hurt = dict(filled.children), _speaks_of_injury(filled)
    for child in children:
        mine = [one for one in marks if len(names) == 1 or first(one.typed, "child") == str(child.number)]
        title = "Body map" if len(children) == 1 else f"Body map: {names[str(child.number)]}"
        page = section_page(draft_id, MARKS)
        href = page if child is children[0] else f"{page}#child-{child.number}"
        counted = f"{len(mine)} mark{'' if len(mine) == 1 else 's'}"
        state = together([state_of(one) for one in mine])
        optional = State(counted, "done") if mine else OPTIONAL
        yield _task(
            title,
            href,
            optional if not mine or state == DONE else state,
            counted if mine else "Draw where the injury is" if hurt else "If there is an injury or a mark",
        )


def _speaks_of_injury(filled: Filled) -> bool:
    """A worry about an injury was chosen: where it is helps a doctor and a court."""
    return any(first(item.typed, "indicator") in filled.choices.injuries for item in filled.items(WORRIES))


def _send(href: str, *, ready: bool) -> Task:
    hint = "You can send with gaps. If a child may be hurt, do not wait."
    return Task("Check and send", href, "Ready" if ready else "Some answers first", "ready" if ready else "part", hint)


def _group(draft_id: UUID, title: str, filled: Filled) -> TaskGroup:
    sections = [section for section in SECTIONS.values() if section.group == title and section.slug != GATE]
    tasks = [task for section in sections for task in _tasks(draft_id, section, filled)]
    adding = next((section for section in sections if section.slug in (CHILDREN, HOUSEHOLD)), None)
    add = None
    if adding and filled.items(adding.slug):
        add = Link(adding.add, section_page(draft_id, adding.slug))
    return TaskGroup(title.split(maxsplit=1)[0].lower(), title, tasks, add)


def _tasks(draft_id: UUID, section: Section, filled: Filled) -> Iterator[Task]:
    items = filled.items(section.slug)
    if section.slug == CHILDREN and items:
        for place, item in enumerate(items):
            page = section_page(draft_id, CHILDREN, item.number)
            yield _task(child_and_age(item, place), page, state_of_page(item, ""), _child_hint(item))
            for page, title, state in pages_behind(draft_id, item, place):
                yield _task(title, page, state, "")
    elif section.slug == MARKS:
        yield from _body_maps(draft_id, filled)
    elif section.repeats:
        yield _task(
            section.title,
            section_page(draft_id, section.slug),
            together([state_of(item) for item in items]),
            _many_hint(section, items),
        )
    else:
        single = filled.one(section.slug)
        yield _task(section.title, section_page(draft_id, section.slug), state_of(single), _hint(section, single))


def pages_behind(draft_id: UUID, item: Item, place: int) -> Iterator[tuple[str, str, State]]:
    """The pages behind the first of a child: address, title and state."""
    for page, behind in item.form.more_pages.items():
        about = f"{child_name(item.typed, place)}: {behind.title.lower()}"
        yield section_page(draft_id, item.section.slug, item.number, page), about, state_of_page(item, page)


def _task(text: str, href: str, state: State, hint: str) -> Task:
    return Task(text, href, state.words, state.kind, hint)


def _child_hint(item: Item) -> str:
    return _short(first(item.typed, "school"))


def _many_hint(section: Section, items: list[Item]) -> str:
    if section.slug == WORRIES and items:
        without = sum(not first(item.typed, "what").strip() for item in items)
        counted = "1 worry" if len(items) == 1 else f"{len(items)} worries"
        return f"{counted}, {without} with no facts yet" if without else counted
    if section.slug == HOUSEHOLD:
        if not items:
            return "Everyone who cares for the child. Ask for both parents by name"
        return _short(listed([_person(item) for item in items]))
    return ""


def _person(item: Item) -> str:
    """Mother, father: what they are to the child says more than a name."""
    labels = dict(SECTIONS[HOUSEHOLD].form.base_fields["relationship"].choices)  # type: ignore[attr-defined]
    code = first(item.typed, "relationship")
    return str(labels[code]) if code and code in labels else "somebody"


_SHOWN = {REFERRER: "job_title", VOICE: "words", "strengths": "strengths", "help": "tried", "response": "wanted"}


def _hint(section: Section, item: Item | None) -> str:
    """The beginning of what was answered, so that one can see what stands there."""
    if item is None:
        return ""
    if section.slug == "consent":
        labels = dict(section.form.base_fields["family"].choices)  # type: ignore[attr-defined]
        return str(labels.get(first(item.typed, "family"), ""))
    return _short(first(item.typed, _SHOWN.get(section.slug, "")))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_HINT else f"{line[:_LONGEST_HINT].rsplit(' ', 1)[0]} …"


def next_after(draft_id: UUID, slug: str, filled: Filled) -> str:
    """Where Save and continue leads: the next section that is not done; else the check, once the form can be sent."""
    order = [name for name in SECTIONS if name != GATE]
    behind = order[order.index(slug) + 1 :] if slug in order else order
    for name in behind:
        if name == MARKS and not filled.items(MARKS):
            if _speaks_of_injury(filled) and any(first(one.typed, "unborn") != "yes" for one in filled.items(CHILDREN)):
                return section_page(draft_id, name)
            continue  # nobody needs one
        if together([state_of(item) for item in filled.items(name)]) != DONE:
            return section_page(draft_id, name)
    ready = next(filled.problems(), None) is None
    return reverse("referrals:check" if ready else "referrals:tasks", args=[draft_id])
