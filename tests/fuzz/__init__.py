"""Hostile answers for the parsers of the provider's answers.

Every input is made out of a seed and its own number, so each can be made again.
"""

from .run import Summary, fuzz

__all__ = ["Summary", "fuzz"]
