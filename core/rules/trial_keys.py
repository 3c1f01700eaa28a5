"""The identity of a trial: whoever tries the same again finds what came out of it."""

from provenlab.core.models.journal import TrialSetting
from provenlab.core.rules.digests import digest

TRIAL = "trial/v1"


def trial_key(config_hash: str, setting: TrialSetting) -> str:
    """Of the mutated config, the contents that were read, the evaluator and the cohort; never of a seed.

    The order of the inputs does not matter.
    """
    return digest(
        TRIAL,
        {
            "configHash": config_hash,
            "inputs": sorted(set(setting.inputs)),
            "evaluatorKind": setting.evaluator.kind,
            "evaluatorVersion": setting.evaluator.version,
            "cohort": setting.cohort,
        },
    )
