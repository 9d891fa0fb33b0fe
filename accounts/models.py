"""People, the agencies they work for, and the keys their systems use."""

import uuid
from collections.abc import Mapping
from types import MappingProxyType

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.querysets import UserManager
from accounts.roles import MASH, REFERRERS, SEES_OTHERS, Role
from accounts.source_codes import AgencyKind, SourceCode
from core.secret_box import MARK


class Agency(models.Model):
    """A school, a police team, a surgery: whoever sends referrals, and the council itself."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=12, choices=AgencyKind)
    source_code = models.CharField(max_length=2, choices=SourceCode)
    email_domain = models.CharField(max_length=120, blank=True)
    # A practitioner's form goes to the agency's lead first, unless somebody must act today.
    lead_reads_first = models.BooleanField(default=False)
    # People at the agency's domain sign in with a code from their mail, and get an account by it.
    occasional_referrers = models.BooleanField(default=False)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_known"),
            models.CheckConstraint(condition=Q(source_code__in=SourceCode.values), name="agency_source_code_known"),
        ]

    def __str__(self) -> str:
        return self.name


class User(AbstractBaseUser):
    """A person who signs in, or the system itself. One agency and one role each."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    full_name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    role = models.CharField(max_length=20, choices=Role)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="people", null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()
    # Set by the door of the API for one request: which key acts in this person's name, and who made it.
    through: Mapping[str, uuid.UUID] = MappingProxyType({})

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []  # type: ignore[misc]

    class Meta:
        ordering = ["full_name"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.UniqueConstraint(fields=["role"], condition=Q(role=Role.SYSTEM), name="user_one_system"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="user_role_known"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(role=Role.SYSTEM), name="user_agency_unless_system"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def is_system(self) -> bool:
        return self.role == Role.SYSTEM

    @property
    def is_mash(self) -> bool:
        return self.role in MASH

    @property
    def is_manager(self) -> bool:
        return self.role == Role.MASH_MANAGER

    @property
    def is_referrer(self) -> bool:
        return self.role in REFERRERS

    @property
    def needs_second_factor(self) -> bool:
        return self.role in SEES_OTHERS


class SingleSignOn(models.Model):
    """Where an agency's own people sign in: its OpenID Connect provider, as an administrator set it up.

    `secret` is sealed (accounts/single_sign_on.py). `endpoints` is what the provider's discovery document said when the
    connection was last checked.
    """

    agency = models.OneToOneField(Agency, on_delete=models.PROTECT, primary_key=True, related_name="single_sign_on")
    is_on = models.BooleanField(default=False)
    issuer = models.CharField(max_length=400)
    client_id = models.CharField(max_length=255)
    secret = models.TextField()
    endpoints = models.JSONField(default=dict)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_on=False) | (~Q(endpoints={}) & ~Q(issuer="") & ~Q(client_id="")),
                name="single_sign_on_set_up_before_on",
            ),
            models.CheckConstraint(condition=Q(secret__startswith=MARK), name="single_sign_on_secret_sealed"),
        ]

    def __str__(self) -> str:
        return f"single sign-on {self.pk}"


class WorkAccount(models.Model):
    """Who somebody is at their agency's provider: bound at the first sign-in by the address, then by `subject`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="work_accounts")
    issuer = models.CharField(max_length=400)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="work_account_subject_once"),
            models.UniqueConstraint(fields=["person", "issuer"], name="work_account_person_once"),
            models.CheckConstraint(condition=~Q(subject=""), name="work_account_has_subject"),
        ]

    def __str__(self) -> str:
        return f"work account {self.pk}"


class Invitation(models.Model):
    """A safeguarding lead asks a colleague in. Only the hash of its token is kept; a new link replaces the old one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(max_length=254)
    token_sha256 = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.OneToOneField(User, on_delete=models.PROTECT, null=True, related_name="invitation")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_open",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("invited_at")), name="invitation_ends_later"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False, withdrawn_at__isnull=True),
                name="invitation_accepted_at_by",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="invitation_withdrawn_at_by",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class SecondFactorReset(models.Model):
    """An administrator took away somebody's second factor. `why` is what they typed; the trail carries only the id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="second_factor_resets")
    reset_at = models.DateTimeField()
    reset_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=300)

    class Meta:
        ordering = ["-reset_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="second_factor_reset_says_why"),
            models.CheckConstraint(condition=~Q(person=models.F("reset_by")), name="second_factor_reset_by_another"),
        ]

    def __str__(self) -> str:
        return f"reset {self.pk}"


class ApiKey(models.Model):
    """A key for an agency's own system. Only its hash is kept; it may submit, and read only if told so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="api_keys")
    acts_as = models.ForeignKey(User, on_delete=models.PROTECT, related_name="api_keys")
    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    key_sha256 = models.CharField(max_length=64, unique=True)
    may_read = models.BooleanField(default=False)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="api_key_ends_after_start")
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"
