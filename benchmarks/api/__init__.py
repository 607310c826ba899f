"""Question: what does a WordPress blog cost whose API gives a hundred whole posts a request?"""
