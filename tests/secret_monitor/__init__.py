"""Sees what anybody could see, and tells whether a secret is among it."""

from .errors import chain, everything_about
from .monitor import SecretMonitor
from .spellings import spellings

__all__ = ["SecretMonitor", "chain", "everything_about", "spellings"]
