"""Originator control: what a handling code keeps back, consent asked and answered, use for danger to life, recalls."""
