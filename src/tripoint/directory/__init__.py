"""Who is who: parties, offices, posts, officers and which posts they hold, each with its dates.

Nothing here is deleted. What ends gets a last day, so that an old dossier still shows who answered it.
"""
