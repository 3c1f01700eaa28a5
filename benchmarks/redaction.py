"""`python -m benchmarks.redaction`: what a cleaned config, environment and traceback cost, and the rates."""

import time
from collections.abc import Callable
from typing import Any

from provenlab.core.rules.redaction import redact, redact_env, redact_text
from tests.redaction_innocents import innocents
from tests.redaction_secrets import secret_cases

CONFIG: dict[str, Any] = {
    "model": {
        "name": "bert-base-uncased",
        "num_hidden_layers": 12,
        "hidden_size": 768,
        "pad_token_id": 0,
        "attention_probs_dropout_prob": 0.1,
        "hidden_act": "gelu",
        "use_cache": True,
        "_name_or_path": "google/bert_uncased_L-12_H-768_A-12",
    },
    "tokenizer": {
        "pad_token": "[PAD]",
        "unk_token": "[UNK]",
        "model_max_length": 512,
        "padding_side": "right",
    },
    "optim": {"name": "adamw", "lr": 3e-4, "betas": [0.9, 0.999], "schedule": "cosine_with_restarts"},
    "data": {
        "train": "data/train/2019-01-01_2023-12-31.parquet",
        "valid": "data/valid/2024.parquet",
        "batch_size": 64,
        "features": [
            "ret_1d",
            "ret_5d",
            "vol_20d",
            "rsi_14",
            "macd_signal",
            "bb_width",
            "volume_z",
            "mom_12_1",
        ],
        "sha256": "0b891baf90d0d3bf16295d06910bf3f5fb85967f532f3ab3cc2d0b698d5c7e41",
    },
    "train": {
        "epochs": 30,
        "seed": 1234567,
        "early_stopping": {"patience": 5, "metric": "val/sharpe", "mode": "max"},
        "strategy": "ddp_find_unused_parameters_false",
        "ckpt_dir": "artifacts/checkpoints/fd004_v5",
    },
    "lgbm": {f"parameter_{number}": number / 7 for number in range(24)},
    "notes": "baseline with longer warmup; compare against v4 on the same cohort before promoting",
    "git_commit": "e5738713a818d8962058765a6ca7cff00d796c25",
    "run_id": "0193f2a4-7a6b-7c3d-9e1f-2b3c4d5e6f70",
    "tracking_uri": "sqlite:///runs/lab.sqlite",
}
ENVIRONMENT = {f"LAB_SETTING_{number}": f"/srv/lab/data/{number}/part-00001.parquet" for number in range(60)}
TRACEBACK = "Traceback (most recent call last):\n" + "".join(
    f'  File "/srv/lab/step_{number}.py", line {number}, in step\n    loss = model(batch, key_mask=mask)\n'
    for number in range(20)
)
MEGABYTE = "epoch=3 loss=0.1234 tokens=1234567 key=val\n" * 25_000


def microseconds(call: Callable[[], object], times: int) -> float:
    """Of processor time a call, the best of seven rounds."""
    rounds = []
    for _ in range(7):
        start = time.process_time()
        for _ in range(times):
            call()
        rounds.append((time.process_time() - start) / times)
    return min(rounds) * 1e6


def main() -> None:
    with_secret = CONFIG | {"db": "postgresql://u:hunter2@db/x", "api_key": "x1y2z3"}
    rows: list[tuple[str, Callable[[], object], int]] = [
        ("config of 2 KB, no secret", lambda: redact(CONFIG), 500),
        ("config of 2 KB, two secrets", lambda: redact(with_secret), 500),
        ("environment of 60 variables", lambda: redact_env(ENVIRONMENT), 200),
        (f"traceback of {len(TRACEBACK):,} characters", lambda: redact_text(TRACEBACK), 100),
        ("log of 1 MB", lambda: redact_text(MEGABYTE), 1),
    ]
    for name, call, times in rows:
        print(f"{name:<36} {microseconds(call, times):>12,.0f} us")
    cases, harmless = [case for seed in range(10) for case in secret_cases(seed)], innocents()
    caught = sum(case.secret not in repr(redact(case.value).value) for case in cases)
    touched = sum(bool(redact(value).redactions) for value in harmless)
    print(f"{'generated secrets caught':<36} {caught:>12,} of {len(cases):,}")
    print(f"{'innocents touched':<36} {touched:>12,} of {len(harmless):,}")


if __name__ == "__main__":
    main()
