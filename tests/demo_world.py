"""The demo's district without its story: built by the first test of a run that asks
for it, put back for each later one."""

from copy import deepcopy

from django.db import connection

from config.demo.world import World
from tests import kept_rows

PREFIX = "demo_"
_built: list[tuple[World, str]] = []


def demo_world() -> World:
    """For a test of whole transactions, whose tables a flush has emptied."""
    if not _built:
        world = World()
        world.build()
        names = kept_rows.keep(connection.creation, PREFIX)
        _built.append((deepcopy(world), names))
        return world
    world, names = _built[0]
    kept_rows.put_back(connection.creation, names, PREFIX)
    return deepcopy(world)
