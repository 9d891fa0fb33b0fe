"""Named reads of people and agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import QuerySet

from accounts.roles import SYSTEM_EMAIL, SYSTEM_ID, SYSTEM_NAME, TEAMS, Role

if TYPE_CHECKING:
    from accounts.models import User


class UserQuerySet(QuerySet["User"]):
    """People."""

    def active(self) -> UserQuerySet:
        return self.filter(is_active=True)

    def in_team(self, team: str) -> UserQuerySet:
        """Everyone whose role belongs to the team; nobody for a team that does not exist."""
        return self.active().filter(role__in=TEAMS.get(team, frozenset()))

    def managers(self) -> UserQuerySet:
        return self.active().filter(role=Role.MASH_MANAGER)

    def administrators(self) -> UserQuerySet:
        return self.active().filter(role=Role.ADMINISTRATOR)

    def still_here(self, person: User) -> User | None:
        """The person, locked until this transaction ends, or None once their account has ended.

        Whoever gives somebody something to hold asks this, so that nothing comes to a person who leaves at that moment.
        """
        return self.active().select_for_update(no_key=True, of=("self",)).filter(pk=person.pk).first()

    def leads_of(self, agency_id: UUID) -> UserQuerySet:
        return self.active().filter(role=Role.SAFEGUARDING_LEAD, agency_id=agency_id)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people. Sign-in is by e-mail address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> User:
        user: User = self.get(email=(email or "").lower())
        return user

    def system(self, *, behind: User | None = None) -> User:
        """The actor for what the clock does: a row that cannot sign in. It never changes, so nothing is asked.

        `behind` is whoever set it to work: what they acted through stands on its rows as well.
        """
        user: User = self.model(pk=SYSTEM_ID, role=Role.SYSTEM, email=SYSTEM_EMAIL, full_name=SYSTEM_NAME)
        user._state.adding, user._state.db = False, self.db
        if behind is not None:
            user.through = behind.through
        return user
