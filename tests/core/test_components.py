"""What the components say, at the moments where they change their words."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.template.loader import render_to_string

from core.components import (
    Alert,
    ClockPanel,
    Gap,
    How,
    Ladder,
    LevelMark,
    Link,
    Note,
    PriorityTag,
    Reason,
    Stage,
    Strip,
    SummaryRow,
    Task,
    TaskGroup,
    TimeBar,
    Tray,
)
from tests.core.markup import parse

NOW = datetime(2026, 11, 17, 11, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def bar(*, left: timedelta, used: timedelta = timedelta(hours=2), **more: Any) -> TimeBar:
    return TimeBar(started_at=NOW - used, due_at=NOW + left, now=NOW, **more)


def draw(name: str, **context: object) -> Any:
    return parse(render_to_string(f"components/{name}.html", context))


class TestTimeBar:
    @pytest.mark.parametrize(
        ("left", "state", "words"),
        [
            (timedelta(hours=1, minutes=32), "calm", "1 h 32 min left"),
            (timedelta(minutes=60) + SECOND, "calm", "1 h left"),
            (timedelta(minutes=60), "soon", "1 h left"),
            (timedelta(minutes=11), "soon", "11 min left"),
            (SECOND, "soon", "less than 1 min left"),
            (timedelta(0), "soon", "less than 1 min left"),
            (-SECOND, "over", "less than 1 min over"),
            (timedelta(minutes=-42), "over", "42 min over"),
        ],
    )
    def test_words_and_state_turn_together(self, left: timedelta, state: str, words: str) -> None:
        shown = bar(left=left)
        assert (shown.state, shown.left) == (state, words)

    def test_purpose_follows_the_time(self) -> None:
        assert bar(left=timedelta(hours=22, minutes=30), purpose="to send").left == "22 h 30 min left to send"

    def test_a_clock_stopped_on_the_second_is_met(self) -> None:
        assert bar(left=timedelta(0), stopped_at=NOW).state == "met"

    def test_a_clock_stopped_a_second_late_is_not(self) -> None:
        late = bar(left=timedelta(minutes=-5), stopped_at=NOW)
        assert (late.state, late.left) == ("over", "Answered 5 min late")

    def test_a_stopped_clock_tells_how_long_it_took(self) -> None:
        assert (
            bar(left=timedelta(hours=4), used=timedelta(hours=5, minutes=12), stopped_at=NOW).left
            == "Answered in 5 h 12 min"
        )

    @pytest.mark.parametrize(
        ("used", "left", "share"),
        [
            (timedelta(hours=2), timedelta(hours=2), 50),
            (timedelta(0), timedelta(hours=4), 0),
            (timedelta(hours=4), timedelta(0), 100),
            (timedelta(hours=6), timedelta(hours=-2), 100),
            (timedelta(hours=-1), timedelta(hours=4), 0),
            (timedelta(0), timedelta(0), 100),
        ],
    )
    def test_share_used(self, used: timedelta, left: timedelta, share: int) -> None:
        assert bar(used=used, left=left).used == share

    @pytest.mark.parametrize(
        ("left", "clock"),
        [
            (timedelta(hours=1, minutes=32), "Red 4 h: due 12:52"),
            (timedelta(hours=22, minutes=30), "Red 4 h: due 09:50 tomorrow"),
            (timedelta(days=3), "Red 4 h: due Fri 11:20"),
            (timedelta(days=37), "Red 4 h: due 24 December, 11:20"),
            (timedelta(days=60), "Red 4 h: due 16 January 2027, 11:20"),
            (timedelta(minutes=-42), "Red 4 h: was due 10:38"),
            (timedelta(days=-1), "Red 4 h: was due 11:20 yesterday"),
        ],
    )
    def test_which_clock_and_when(self, left: timedelta, clock: str) -> None:
        assert bar(left=left, clock_name="Red 4 h").clock == clock

    def test_a_nameless_clock_starts_its_sentence(self) -> None:
        assert bar(left=timedelta(hours=1)).clock == "Due 12:20"

    def test_a_running_bar_carries_its_times_and_a_stopped_one_does_not(self) -> None:
        running = draw("time_bar", bar=bar(left=timedelta(hours=2))).find(css="fd-time-bar").attributes
        assert (running["data-due"], running["data-now"]) == ("2026-11-17T13:20:00+00:00", "2026-11-17T11:20:00+00:00")
        stopped = draw("time_bar", bar=bar(left=timedelta(hours=2), stopped_at=NOW)).find(css="fd-time-bar").attributes
        assert "data-due" not in stopped


class TestMarks:
    @pytest.mark.parametrize(("filled", "on"), [(-1, 0), (0, 0), (1, 1), (4, 4), (9, 4)])
    def test_always_four_steps(self, filled: int, on: int) -> None:
        mark = draw("level_mark", mark=LevelMark(filled, "Tier 2B", "Brackenford", says="Suggested"))
        steps = mark.find_all(tag="rect")
        assert (len(steps), len(mark.find_all(css="fd-on"))) == (4, on)
        assert mark.text == "Suggested Tier 2B Brackenford"

    @pytest.mark.parametrize(
        ("code", "text"), [("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("blue", "Blue")]
    )
    def test_priority_is_a_colour_and_its_word(self, code: str, text: str) -> None:
        tag = draw("priority_tag", priority=PriorityTag(code)).find(tag="strong")
        assert (tag.text, tag.attributes["class"]) == (text, {"fd-priority-tag", f"fd-is-{code}"})

    def test_no_priority_is_no_tag(self) -> None:
        assert draw("priority_tag", priority=PriorityTag("none")).children == []

    @pytest.mark.parametrize(("code", "shapes"), [("seen", 2), ("told", 1), ("suspected", 1)])
    def test_how_a_worry_is_known_has_its_own_circle(self, code: str, shapes: int) -> None:
        how = draw("how", how=How(code))
        assert how.text == code.capitalize()
        assert len(how.find_all(tag="circle")) == shapes
        assert len(how.find_all(css="fd-on")) == (0 if code == "suspected" else 1)


class TestStrip:
    def strip(self, minutes: list[tuple[int, str]]) -> Strip:
        return Strip.of(
            [(NOW + timedelta(minutes=at), priority) for at, priority in minutes],
            now=NOW,
            closes_at=datetime(2026, 11, 17, 17, 0, tzinfo=UTC),
            href=lambda start: f"#{start:%H%M}" if start else "#over",
        )

    def test_every_deadline_stands_in_one_place(self) -> None:
        strip = self.strip(
            [(-90, "red"), (-1, "amber"), (0, "red"), (9, "blue"), (10, "green"), (459, "red"), (460, "red")]
        )
        assert [(slot.at, slot.count) for slot in strip.slots if slot.count] == [
            ("Overdue", 2),
            ("11:00", 2),
            ("11:30", 1),
            ("18:30", 1),
        ]
        assert strip.later == 1

    def test_words_say_what_the_squares_show(self) -> None:
        strip = self.strip([(11, "green"), (12, "red"), (13, "red")])
        slot = strip.slots[1]
        assert slot.words == "due 11:30 to 12:00: 2 Red, 1 Green"
        assert [tag.letter for tag in slot.priorities] == ["G", "R", "R"]
        assert slot.href == "#1130"

    def test_the_thick_line_stands_where_the_office_closes(self) -> None:
        assert [slot.at for slot in self.strip([]).slots if slot.close] == ["17:00"]

    def test_nothing_overdue_takes_no_place(self) -> None:
        assert [slot.at for slot in self.strip([]).slots][:2] == ["11:00", "11:30"]


class TestLists:
    @pytest.mark.parametrize(("count", "shown"), [(0, "0"), (99, "99"), (100, "99+")])
    def test_counts_stop_at_99(self, count: int, shown: str) -> None:
        assert Tray("New", count, "#").shown == shown

    def test_the_current_tray_says_so(self) -> None:
        trays = draw("trays", trays=[Tray("New", 1, "#a", current=True), Tray("Mine", 2, "#b")]).find_all(tag="a")
        assert [tray.attributes.get("aria-current") for tray in trays] == ["page", None]

    def test_reasons_keep_their_order_and_their_evidence(self) -> None:
        reasons = [
            Reason("decides", "Abuse", "Decides level 4", [Link("A", "#worry-a")]),
            Reason("out", "Rumour", "Not counted"),
        ]
        items = draw("reason_list", reasons=reasons).find_all(tag="li")
        assert [item.text for item in items] == ["Abuse Worry A Decides level 4", "Rumour Not counted"]
        assert items[0].find(tag="a").attributes["href"] == "#worry-a"

    def test_a_gap_has_its_own_way_to_ask(self) -> None:
        drawn = draw(
            "gap_list", gaps=[Gap("Who collects Wren?", "Nursery can hold her.", Link("Ask nursery", "#n"), soon=True)]
        )
        assert drawn.find(tag="li").attributes["class"] == {"fd-gap-list__item", "fd-gap-list__item--soon"}
        assert drawn.text == "Who collects Wren? Nursery can hold her. Ask nursery"

    def test_the_stage_of_now_is_the_current_step(self) -> None:
        ladder = draw(
            "ladder", ladder=Ladder([Stage("Stage 1", "done"), Stage("Stage 2", "now"), Stage("Stage 3", "next")])
        )
        assert [step.attributes.get("aria-current") for step in ladder.find_all(tag="li")] == [None, "step", None]

    def test_what_is_not_known_is_said(self) -> None:
        assert (
            draw("summary_list", rows=[SummaryRow("Phone", "", Link("Change", "#p", "phone"))]).text
            == "Phone Not known Change phone"
        )

    def test_a_task_is_described_by_its_status(self) -> None:
        group = draw(
            "task_group", group=TaskGroup("family", "Family", [Task("People at home", "#p", "1 question left", "part")])
        )
        status = group.find(id=str(group.find(tag="a").attributes["aria-describedby"]))
        assert status.text == "1 question left"

    def test_an_alert_is_a_named_region(self) -> None:
        alert = draw("alert", alert=Alert("Do not ring the home.", "He reads messages.")).find(role="region")
        assert alert.attributes["aria-label"] == "Do not ring the home"

    def test_text_of_people_is_escaped(self) -> None:
        html = render_to_string("components/alert.html", {"alert": Alert("<b>", "<i>")})
        assert "<b>" not in html
        assert "<i>" not in html


def test_the_panel_shows_both_clocks_and_the_way_to_the_form() -> None:
    panel = ClockPanel(
        bar(left=timedelta(hours=1)),
        PriorityTag("red"),
        child=Note("40 min: Wren leaves nursery at 12:00", "Who collects her is not known"),
        go=Note("Decide", href="#decide"),
    )
    assert draw("clock_panel", panel=panel).text == (
        "Red 1 h left Due 12:20 40 min: Wren leaves nursery at 12:00 Who collects her is not known Decide"
    )
