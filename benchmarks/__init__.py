"""How close to the machine's limit we are: one folder a question, each measured against the limit that the same run finds.

Not part of the distribution. ``python -m benchmarks`` asks all questions, ``python -m benchmarks.pages`` one.
"""
