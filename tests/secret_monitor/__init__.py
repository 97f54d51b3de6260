"""Watches everything visible, and reports any secret in it."""

from .errors import chain, everything_about
from .monitor import SecretMonitor
from .spellings import spellings

__all__ = ["SecretMonitor", "chain", "everything_about", "spellings"]
