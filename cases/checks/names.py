"""Names: each given once, and each reference to one that exists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cases.problem import Problem, did_you_mean
from cases.reading.draft import Draft
from cases.reading.toml_lines import KeyPath

_NAMED = ("tariff", "storage_type", "storage", "configuration", "scenario")


def names_are_unique(draft: Draft) -> Iterator[Problem]:
    """Two tables of a kind never share a name."""
    for section in _NAMED:
        yield from _doubles(draft, (section,))


def places_are_unique(draft: Draft) -> Iterator[Problem]:
    """Buildings and hubs share one set of names, because storage stands at either."""
    yield from _doubles(draft, ("building", "hub"))


def tariffs_exist(draft: Draft) -> Iterator[Problem]:
    """Every building's tariff is one of the case."""
    known = draft.names("tariff")
    for place, building in draft.building.items():
        path = ("building", place, "grid", "tariff")
        yield from unknown(draft, path, building.grid.tariff, known, "tariff")


def storage_types_exist(draft: Draft) -> Iterator[Problem]:
    """Every storage site's type is one of the case."""
    known = draft.names("storage_type")
    for place, site in draft.storage.items():
        yield from unknown(draft, ("storage", place, "type"), site.type, known, "storage type")


def storage_places_exist(draft: Draft) -> Iterator[Problem]:
    """Every storage site stands at a building or hub of the case."""
    known = (*draft.names("building"), *draft.names("hub"))
    for place, site in draft.storage.items():
        yield from unknown(draft, ("storage", place, "at"), site.at, known, "building or hub")


def hub_buildings_exist(draft: Draft) -> Iterator[Problem]:
    """Every port of a hub leads to a building of the case, and no building has two on one hub."""
    for place, hub in draft.hub.items():
        path = ("hub", place, "buildings")
        yield from listed(draft, path, hub.buildings, draft.names("building"), "building")


def listed(
    draft: Draft, path: KeyPath, names: Iterable[str], known: tuple[str, ...], kind: str
) -> Iterator[Problem]:
    """Names of a list that do not exist or stand twice."""
    seen: set[str] = set()
    for place, name in enumerate(names):
        if name in seen:
            message = f'"{name}" is listed twice.'
            yield draft.problem((*path, place), message, "Remove one of them.")
        else:
            yield from unknown(draft, (*path, place), name, known, kind)
        seen.add(name)


def unknown(
    draft: Draft, path: KeyPath, name: str, known: tuple[str, ...], kind: str
) -> Iterator[Problem]:
    """A name that does not exist."""
    is_told = not known and kind in ("building", "tariff", "scenario")  # as a missing key
    if name not in known and not is_told:
        message = f'There is no {kind} "{name}" in this case.'
        remedy = did_you_mean(name, known) or f"Add a {kind}, or remove this name."
        yield draft.problem(path, message, remedy, name)


def _doubles(draft: Draft, sections: tuple[str, ...]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for section in sections:
        items = draft.document.data.get(section)
        for place, item in enumerate(items if isinstance(items, list) else ()):
            name = item.get("name") if isinstance(item, dict) else None
            if not isinstance(name, str):
                continue
            path = (section, place, "name")
            if name in seen:
                message = f'The name "{name}" is taken since line {seen[name]}.'
                yield draft.problem(path, message, "Give each table a name of its own.")
            else:
                seen[name] = draft.document.line(path)
