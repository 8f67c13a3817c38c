"""What is published, as files that a pharmacist can read: every number of the library stands here, with its source."""

from pathlib import Path
from typing import Final

PUBLISHED: Final = Path(__file__).parent
