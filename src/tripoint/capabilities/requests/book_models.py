"""The tables of registry books: how numbers are written, which were given, and the counter."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tripoint.ledger.models import ID

OFFICE = 40


class Book(models.Model):
    """How numbers of an office's book are written; projected."""

    key = models.CharField(max_length=44, primary_key=True)  # office and book
    office = models.CharField(max_length=OFFICE)
    book = models.CharField(max_length=3)  # out, in
    written_as = models.CharField(max_length=60)

    class Meta:
        db_table = "requests_book"
        app_label = "requests"

    def __str__(self) -> str:
        return self.key


class BookLine(models.Model):
    """A number that was given; projected."""

    entry = models.CharField(max_length=ID, primary_key=True)
    home = models.CharField(max_length=ID, db_index=True)  # the home dossier
    office = models.CharField(max_length=OFFICE)
    book = models.CharField(max_length=3)
    year = models.IntegerField()
    number = models.IntegerField()
    written = models.CharField(max_length=200)
    about = models.CharField(max_length=ID, blank=True)  # the partner's entry, in the incoming book
    at = models.DateTimeField()

    class Meta:
        db_table = "requests_book_line"
        app_label = "requests"
        indexes: ClassVar = [
            models.Index(fields=["office", "book", "year", "number"], name="requests_book_number"),
            models.Index(fields=["written"], name="requests_book_written"),
        ]

    def __str__(self) -> str:
        return self.written


class BookCounter(models.Model):
    """The last number given in an office's book of a year. Numbers may be left out, never doubled. A node record."""

    office = models.CharField(max_length=OFFICE)
    book = models.CharField(max_length=3)
    year = models.IntegerField()
    last = models.IntegerField(default=0)

    class Meta:
        db_table = "requests_book_counter"
        app_label = "requests"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "book", "year"], name="requests_book_counter_once")
        ]

    def __str__(self) -> str:
        return f"{self.office} {self.book} {self.year}"
