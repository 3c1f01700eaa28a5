"""Tests by kind: unit, contract, property, integration, end to end, architecture."""
