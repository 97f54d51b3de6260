"""From a message to an accepted order, and on to its delivery."""

from .model import Addressee, Outcome, OutgoingSms, ProblemReason, Recipients, Status

__all__ = [
    "Addressee",
    "Outcome",
    "OutgoingSms",
    "ProblemReason",
    "Recipients",
    "Status",
]
