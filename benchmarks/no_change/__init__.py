"""Question: what does it cost to learn that a large blog has not changed?"""
