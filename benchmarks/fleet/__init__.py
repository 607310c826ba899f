"""Question: do many slow blogs at once keep the machine as busy as one fast blog does?"""
