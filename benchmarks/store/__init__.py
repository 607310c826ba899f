"""Question: how much does the writer add to what the database must do anyway?"""
