"""How experiments and runs stand."""

from typing import Literal

Status = Literal["pending", "running", "completed", "failed", "cancelled"]
