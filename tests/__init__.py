"""Tests of the integration, of its provider\x27s simulator and of both together."""
