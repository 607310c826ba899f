"""What machines are told of posts: feeds, sitemaps, and the APIs of platforms, one module a format."""
