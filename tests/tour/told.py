"""Prints the targets of the database of its environment (`tests.tour.demo.told`)."""

import django

django.setup()

from tests.tour.targets import main  # noqa: E402 - models need the settings

main()
