"""What decides a limit: the limits that two parties agreed, and the calendar that each party publishes to its peers."""
