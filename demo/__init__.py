"""A whole Home Assistant with the integration and a simulated provider, to try it.

`scripts/demo` starts it. Nothing here sends a real SMS.
"""
