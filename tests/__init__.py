"""Tests of the integration, of the simulated provider and of both together."""
