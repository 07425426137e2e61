"""The pages of limits, calendars and declared offices."""
