"""Configurations: what they choose exists, and their reference designs could be built."""

from __future__ import annotations

from collections.abc import Iterator

from cases.checks.names import listed, unknown
from cases.problem import Problem, did_you_mean
from cases.reading.draft import Draft
from cases.reading.toml_lines import KeyPath
from cases.schema import Hub


def configured_parts_exist(draft: Draft) -> Iterator[Problem]:
    """A configuration lists storage sites and hubs of the case, each once."""
    for place, chosen in draft.configuration.items():
        path = ("configuration", place)
        known = draft.names("storage")
        yield from listed(draft, (*path, "storage"), chosen.storage, known, "storage site")
        yield from listed(draft, (*path, "hubs"), chosen.hubs, draft.names("hub"), "hub")


def public_storage_has_its_hub(draft: Draft) -> Iterator[Problem]:
    """Storage at a hub is chosen only together with the hub."""
    hubs = draft.names("hub")
    stands_at = {site.name: site.at for site in draft.storage.values()}
    for place, chosen in draft.configuration.items():
        for number, name in enumerate(chosen.storage):
            hub = stands_at.get(name)
            if hub in hubs and hub not in chosen.hubs:
                message = f'"{name}" stands at the hub "{hub}", which is not in this configuration.'
                remedy = f'Add "{hub}" to its hubs, or leave "{name}" out.'
                yield draft.problem(("configuration", place, "storage", number), message, remedy)


def default_configuration_exists(draft: Draft) -> Iterator[Problem]:
    """The default configuration is one of the case."""
    name = draft.document.data.get("default_configuration")
    known = draft.names("configuration") or ("all",)
    if isinstance(name, str):
        yield from unknown(draft, ("default_configuration",), name, known, "configuration")


def reference_storage_fits(draft: Draft) -> Iterator[Problem]:
    """A reference design sizes storage of its configuration, within bounds and in whole modules."""
    sites = {site.name: site for site in draft.storage.values()}
    for place, chosen in draft.configuration.items():
        path = ("configuration", place, "reference", "storage_kwh")
        for name, size in (chosen.reference.storage_kwh if chosen.reference else {}).items():
            if name not in chosen.storage:
                message = f'This configuration has no storage site "{name}".'
                remedy = did_you_mean(name, chosen.storage) or "Remove it."
                yield draft.problem((*path, name), message, remedy, name)
            elif name in sites:
                site = sites[name]
                bounds = (site.capacity_max_kwh, site.module_kwh, "kWh")
                yield from _misfit(draft, (*path, name), size, *bounds)


def reference_hubs_fit(draft: Draft) -> Iterator[Problem]:
    """A reference design rates hubs (or ports) of its configuration, within bounds and modules."""
    hubs = {hub.name: hub for hub in draft.hub.values()}
    for place, chosen in draft.configuration.items():
        ratings = chosen.reference.fid_kw if chosen.reference else {}
        if any(name in draft.names("hub") and name not in hubs for name in chosen.hubs):
            continue
        known = {key: hubs[n] for n in chosen.hubs if n in hubs for key in _rated(hubs[n])}
        for name, size in ratings.items():
            path = ("configuration", place, "reference", "fid_kw", name)
            if name not in known:
                message = f'This configuration rates nothing called "{name}".'
                remedy = did_you_mean(name, tuple(known)) or "Remove it."
                yield draft.problem(path, message, remedy, name)
            else:
                bounds = (known[name].rating_max_kw, known[name].module_kw, "kW")
                yield from _misfit(draft, path, size, *bounds)


def published_scenarios_exist(draft: Draft) -> Iterator[Problem]:
    """Published figures belong to scenarios of the case, one set for each."""
    for place, chosen in draft.configuration.items():
        seen: set[str] = set()
        for number, figures in enumerate(chosen.reference.published if chosen.reference else ()):
            path = ("configuration", place, "reference", "published", number, "scenario")
            if figures.scenario in seen:
                message = f'Figures for "{figures.scenario}" are given twice.'
                yield draft.problem(path, message, "Remove one of them.")
            seen.add(figures.scenario)
            known = draft.names("scenario")
            yield from unknown(draft, path, figures.scenario, known, "scenario")


def _rated(hub: Hub) -> tuple[str, ...]:
    """What a reference calls the ratings of a hub."""
    if not hub.rating_per_port:
        return (hub.name,)
    return tuple(f"{hub.name}.{building}" for building in hub.buildings)


def _misfit(
    draft: Draft, path: KeyPath, size: float, limit: float, module: float, unit: str
) -> Iterator[Problem]:
    if size > limit * (1 + 1e-9):
        message = f"{size:g} {unit} is above the maximum of {limit:g} {unit}."
        yield draft.problem(path, message, "Lower it, or raise the maximum.")
    if 0 < module <= limit and abs(size / module - round(size / module)) > 1e-6:
        message = f"{size:g} {unit} is no whole number of modules of {module:g} {unit}."
        yield draft.problem(path, message, "Write a multiple of the module.")
