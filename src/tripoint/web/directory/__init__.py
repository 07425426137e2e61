"""The directory's pages: browsing parties, offices and posts by date, and what administrators do there."""
