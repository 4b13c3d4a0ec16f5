"""The data mutation score: plausible faults made in a copy of the data, and how many of them the checks find.

`faults` makes them (families of operators in modules of their own), `scoring` runs the project's own build and checks
on each in memory, `report` publishes what came out. A fault that no check finds is a survivor, and has a name.
"""
