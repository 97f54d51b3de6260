"""Tests of the questions to the provider."""
