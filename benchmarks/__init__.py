"""How fast the integration is, how long it lasts, and what it withstands.

scripts/benchmark says how fast, against the raw wire and against core; scripts/soak how
long, under mixed load with faults; scripts/fuzz what the parsers of the provider's
answers withstand.
"""
