"""What a page states of a post for machines."""
