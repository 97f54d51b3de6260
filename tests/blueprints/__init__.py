"""The ready-made automations, run by a real Home Assistant."""
