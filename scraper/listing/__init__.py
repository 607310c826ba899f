"""The listings of a blog: asks feeds, sitemaps, lists and APIs which posts and comments there are."""
