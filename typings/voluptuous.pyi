# Home Assistant answers `import voluptuous` with probatio, whose types it uses.
from probatio import *  # noqa: F403
