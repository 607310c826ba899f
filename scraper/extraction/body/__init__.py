"""The text of a post: where its page holds it, and what clings to it that is not the author's."""
