"""One small named function per rule of a case, and the lists of those that are run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice

from cases.checks import calendar, configurations, demand, doubts, equipment, names, time
from cases.problem import Problem
from cases.reading.draft import Draft
from cases.reading.profile import Profile

Profiles = Mapping[str, Profile]
_PER_CHECK = 200
"""Problems told by one check, so that a hostile file ends soon."""

OF_THE_FILE: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    names.names_are_unique,
    names.places_are_unique,
    names.tariffs_exist,
    names.storage_types_exist,
    names.storage_places_exist,
    names.hub_buildings_exist,
    configurations.configured_parts_exist,
    configurations.public_storage_has_its_hub,
    configurations.default_configuration_exists,
    configurations.reference_storage_fits,
    configurations.reference_hubs_fit,
    configurations.published_scenarios_exist,
    time.steps_divide_the_day,
    time.days_make_a_year,
    calendar.seasons_share_the_months,
    calendar.holidays_are_dates,
    calendar.weekend_days_differ,
    calendar.scenarios_know_the_calendar,
    calendar.a_year_has_a_calendar,
    time.tariffs_know_the_seasons,
    time.tariffs_know_the_days,
    time.clock_ranges_are_times,
    time.clock_ranges_fall_on_steps,
    time.clock_ranges_cover_the_day,
    equipment.levels_are_ordered,
    equipment.powers_are_ordered,
    equipment.modules_fit,
    equipment.devices_have_their_figure,
    equipment.devices_are_possible,
    equipment.gas_devices_have_gas,
)
OF_THE_PROFILES: tuple[Callable[[Draft, Profiles], Iterator[Problem]], ...] = (
    demand.heat_can_be_met,
    demand.heat_can_be_followed,
    demand.cold_can_be_met,
)
DOUBTS_OF_THE_FILE: tuple[Callable[[Draft], Iterator[Problem]], ...] = (
    doubts.modules_divide,
    doubts.prices_allow_arbitrage,
    doubts.hubs_allow_arbitrage,
    doubts.nothing_is_left_over,
)
DOUBTS_OF_THE_PROFILES: tuple[Callable[[Draft, Profiles], Iterator[Problem]], ...] = (
    doubts.generation_fits_the_installation,
    doubts.peaks_fit_the_meter,
)


def draft_problems(draft: Draft) -> Iterator[Problem]:
    """What is wrong inside case.toml."""
    for check in OF_THE_FILE:
        found = list(islice(check(draft), _PER_CHECK + 1))
        yield from found[:_PER_CHECK]
        if len(found) > _PER_CHECK:
            last = found[_PER_CHECK]
            message = f"From here on there are more than {_PER_CHECK} such problems."
            yield replace(last, message=message, remedy="Correct the others first.")


def profile_problems(draft: Draft, profiles: Profiles) -> Iterator[Problem]:
    """What is wrong between case.toml and the profiles."""
    for check in OF_THE_PROFILES:
        yield from check(draft, profiles)


def warnings_of(draft: Draft, profiles: Profiles) -> Iterator[Problem]:
    """What is doubtful about a sound case."""
    for doubt in DOUBTS_OF_THE_FILE:
        yield from doubt(draft)
    for check in DOUBTS_OF_THE_PROFILES:
        yield from check(draft, profiles)
