# %% [markdown]
# # ClusterFlex, step by step
#
# A notebook kept as a script: Jupyter (with jupytext) and VS Code open it as cells. Run it from top
# to bottom in an empty folder; it takes less than a minute and writes a few files there.
#
# We read a case, run a design by hand, let the planner look for better ones, look at what it found,
# change a price, and take the results elsewhere.

# %%
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from pymoo.core.problem import Problem
from pymoo.optimize import minimize

from algorithms import GLNSGA2, ModuleRepair
from cases import copy_case, read_case
from operation import Design, Operator, SolverSettings
from planner import plan
from planner.tables import dispatch_table

# %% [markdown]
# ## 1. A case
#
# A case says what stands there (buildings with loads, PV and wind, tariffs) and what may be built:
# storage, and the flexible interconnection device (FID) that lets the buildings exchange power. The
# case `beijing` ships with the software: homes and shops, a summer day and a winter day.

# %%
case = read_case("beijing")
print(case.title)
for building in case.buildings:
    print(f"  {building.name}: PV {building.pv.installed_kw:g} kW")
for site in case.storage:
    print(f"  storage {site.name} at {site.at}: up to {site.capacity_max_kwh:g} kWh")
for hub in case.hubs:
    print(f"  FID {hub.name} between {' and '.join(hub.buildings)}: up to {hub.rating_max_kw:g} kW")

# %% [markdown]
# Profiles are arrays with a row for each step and a column for each building, in kW. This is the
# summer day: what the two buildings need, and what sun and wind would give.

# %%
summer = case.scenarios[0]
hours = np.arange(summer.steps) * summer.step_hours
figure, ax = plt.subplots(figsize=(7, 3), layout="constrained")
for b, building in enumerate(case.buildings):
    demand, generation = summer.electricity_kw[:, b], summer.pv_kw[:, b] + summer.wind_kw[:, b]
    ax.step(hours, demand, f"C{b}", where="post", label=f"{building.name}, demand")
    ax.step(hours, generation, f"C{b}--", where="post", label=f"{building.name}, PV and wind")
ax.set(xlabel="hour", ylabel="kW", title=summer.title)
ax.legend(fontsize=8)
figure

# %% [markdown]
# ## 2. One design, run by hand
#
# A design is a capacity for each storage in kWh and for each FID in kW. The operator runs it
# through a day at least cost, and an independent checker goes over every equation again. Let us try
# the one that the source paper prints: 500 kWh and 200 kW.

# %%
operator = Operator(case, SolverSettings())
design = Design.from_names(case, {"public_battery": 500, "link": 200})
outcomes = [operator.dispatch(number, design) for number in range(len(case.scenarios))]
for outcome in outcomes:
    figures = outcome.indicators
    print(
        f"{outcome.scenario}: {figures.daily_cost:,.0f} {case.currency} a day, "
        f"{figures.emissions_kg:,.0f} kgCO2, self-consumption {figures.self_consumption:.1%}, "
        f"checker accepts: {outcome.report.accepted}"
    )

# %% [markdown]
# Hour by hour it is a data frame, units in its headers:

# %%
by_hand = dispatch_table(case, outcomes)
shown = ["scenario", "time", "home.import_kw", "public_battery.charge_kw", "link.shop.port_in_kw"]
by_hand[shown].head(12)

# %% [markdown]
# ## 3. A plan
#
# Which capacities would be better? That depends on what counts: money over the lifetime, or
# emissions. The planner searches both at once. Six generations of twelve designs are few, enough to
# see how it goes; left out, there are 25 of 40.

# %%
result = plan(case, population=12, generations=6, seed=1, bound_levels=3)
result

# %% [markdown]
# The front holds the designs that no other one beats in both objectives, in order of cost. One of
# them is chosen as the compromise: the one with the highest fuzzy membership.

# %%
columns = ["public_battery_kwh", "link_kw", "lifecycle_cost", "annual_emissions_kg", "chosen"]
result.front[columns]

# %%
result.plot_front().figure

# %%
result.plot_dispatch("summer", "shop").figure

# %% [markdown]
# How good can a front get at all? A proven bound answers that: no design, with any capacities and
# however it were run, beats this front by more than

# %%
print(f"{result.bound.worst_gap:.1%} in cost at equal emissions")

# %% [markdown]
# ## 4. Another price
#
# What if storage cost half? A case of your own is a folder, begun as a copy. Everything in its
# `case.toml` can be edited, prices, tariffs, devices; here one line is.

# %%
copy_case("beijing", "cheap_storage")
file = Path("cheap_storage/case.toml")
text = file.read_text(encoding="utf-8")
before = "investment_per_kwh = 1500"
assert text.count(before) == 1
file.write_text(text.replace(before, "investment_per_kwh = 750"), encoding="utf-8")

cheaper = plan(
    read_case("cheap_storage"),
    **{"population": 12, "generations": 6, "seed": 1},
    **{"bound_levels": 0, "second_opinion": False},  # quicker: no proofs this time
)

# %% [markdown]
# Everything else is the same, so the fronts can be laid over each other. Where little is emitted,
# little storage is built, and its price hardly matters; where much storage saves the most money,
# half its price saves more:

# %%
figure, ax = plt.subplots(figsize=(6, 3.5), layout="constrained")
for name, made in {"as published": result, "storage at half price": cheaper}.items():
    front = made.front
    ax.plot(front["lifecycle_cost"] / 1e6, front["annual_emissions_kg"] / 1e3, "o", label=name)
ax.set(xlabel=f"lifecycle cost (million {case.currency})", ylabel="tCO2 a year")
ax.legend()
figure

# %%
cap_kg = 2.02e6
for name, made in {"as published": result, "storage at half price": cheaper}.items():
    clean = made.front[made.front["annual_emissions_kg"] <= cap_kg].iloc[0]
    print(
        f"{name}: with at most {cap_kg / 1000:,.0f} tCO2 a year "
        f"{clean['lifecycle_cost'] / 1e6:.2f} million {case.currency}, "
        f"{clean['public_battery_kwh']:g} kWh and {clean['link_kw']:g} kW"
    )

# %% [markdown]
# ## 5. The search, for a problem of your own
#
# The search knows nothing of energy. It works on any problem of [pymoo](https://pymoo.org). A round
# tank, say: as little sheet metal as possible for as much volume as possible, at most 3 m high,
# radius and height in whole centimetres.


# %%
class Tank(Problem):
    """Radius and height in metres."""

    def __init__(self):
        super().__init__(n_var=2, n_obj=2, xl=np.array([0.1, 0.1]), xu=np.array([2.0, 3.0]))

    def _evaluate(self, x, out, *args, **kwargs):
        radius, height = x.T
        sheet = 2 * np.pi * radius * (radius + height)
        volume = np.pi * radius**2 * height
        out["F"] = np.column_stack([sheet, -volume])


search = GLNSGA2(pop_size=60, repair=ModuleRepair([0.01, 0.01]))
found = minimize(Tank(), search, ("n_gen", 200), seed=1)

# %% [markdown]
# A tank that wastes no metal is as high as it is wide, until the ceiling stops it. The search does
# not know that, and finds it:

# %%
figure, ax = plt.subplots(figsize=(5, 3), layout="constrained")
ax.plot(2 * found.X[:, 0], found.X[:, 1], "o", ms=4, label="found")
ax.plot([0, 3, 4], [0, 3, 3], lw=1, label="best")
ax.set(xlabel="width (m)", ylabel="height (m)")
ax.legend()
figure

# %% [markdown]
# ## 6. Take it elsewhere
#
# The tables of a plan go to Excel, JSON, CSV or Parquet with units in their headers, and figures to
# files. The command line does all of this too: `clusterflex --help`.

# %%
result.export("beijing.xlsx")
result.plot_front().figure.savefig("front.svg")
print(*sorted(path.name for path in Path().iterdir()))
