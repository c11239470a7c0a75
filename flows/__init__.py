"""The day's work: flows, settings, wiring, command line.

Alone in knowing Prefect, the clock and the environment; everything below takes them as arguments.
"""
