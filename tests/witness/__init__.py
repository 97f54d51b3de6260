"""Sees what anybody could see, and tells whether a secret is among it."""

from .errors import chain, everything_about
from .spellings import spellings
from .witness import Witness

__all__ = ["Witness", "chain", "everything_about", "spellings"]
