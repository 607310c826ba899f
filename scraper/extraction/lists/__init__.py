"""Pages as lists of posts, and posts that share a page."""
