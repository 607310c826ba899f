"""Question: how much memory does the main process need, and does it grow with the blog?"""
