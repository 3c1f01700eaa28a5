"""Strategies that trade alerts over bars of real prices."""
