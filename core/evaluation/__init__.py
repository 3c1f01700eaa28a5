"""The evaluation engine and the scenario kinds; the engine knows no kind."""
