"""Tests of outbox/."""
