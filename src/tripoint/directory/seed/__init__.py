"""Fills the directory: parties and offices from the reference lists, and invented officers for an exercise node."""

from tripoint.directory.seed.exercise import ExerciseAccount, NotAnExercise, seed_exercise
from tripoint.directory.seed.offices import seed_directory

__all__ = ["ExerciseAccount", "NotAnExercise", "seed_directory", "seed_exercise"]
