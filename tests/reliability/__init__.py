"""No alarm lost, none sent twice: what docs/reliability.md says, shown."""
