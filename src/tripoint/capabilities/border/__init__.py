"""Duty at the border: hotlines and test calls, rosters, the hand-over of a shift, alerts to who is on duty."""
