"""Ask the provider what its documentation leaves open.

An owner of an account runs this with `scripts/probe_provider`; the questions and why they
matter are described in docs/en/provider-expectations.md.
"""
