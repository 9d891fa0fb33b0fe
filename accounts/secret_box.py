"""Encrypts the secrets behind second factors, so that a copy of the database alone lets nobody sign in."""

from core.secret_box import CannotRead, SecretBox, is_sealed

_BOX = SecretBox("front-door second factor v1")
seal, unseal, reseal = _BOX.seal, _BOX.unseal, _BOX.reseal

__all__ = ["CannotRead", "is_sealed", "reseal", "seal", "unseal"]
