"""What is kept of a secret that was taken out."""

from provenlab.core.models.text import Label, Name
from provenlab.core.models.value import Value


class RedactedPlace(Value):
    """Where something secret stood, and the rule that found it; never what it was."""

    path: Name
    rule: Label
