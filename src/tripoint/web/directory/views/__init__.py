"""The directory's views, by concern: browsing, provinces of old, posts, accounts."""
