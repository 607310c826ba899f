"""Question: does a crawl of pages run as fast as the machine can fetch, or read, whichever is slower?"""
