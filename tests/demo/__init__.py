"""Tests of the demo; whether it works as a whole is what `scripts/demo --once` says."""
