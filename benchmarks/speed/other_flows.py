"""The same power flows by other programs, where they are installed."""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cases.feeders.feeder import Feeder

Floats = NDArray[np.float64]
Solver = Callable[[Floats, Floats], Floats]

TOLERANCES_MVA = (1e-10, 1e-8)
"""Of pandapower; the second where rounding allows no less, as with the shortest line of case141."""


def _module(name: str) -> Any:
    """A module, or None where its package is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != name.split(".")[0]:
            raise
        return None


def pandapower_flows(feeder: Feeder, source_pu: float = 1.0) -> Solver | None:
    """Newton's method of pandapower; capacitors are its shunts."""
    if (pp := _module("pandapower")) is None:
        return None
    solving = _module("pandapower.powerflow")
    ohm = feeder.base_kv**2 / feeder.base_mva
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        net = pp.create_empty_network(sn_mva=feeder.base_mva)
        for _ in feeder.buses:
            pp.create_bus(net, vn_kv=feeder.base_kv)
        pp.create_ext_grid(net, 0, vm_pu=source_pu)
        for bus in range(1, len(feeder)):
            r, x = ohm * float(feeder.r_pu[bus]), ohm * float(feeder.x_pu[bus])
            above = int(feeder.parent[bus])
            pp.create_line_from_parameters(net, above, bus, 1.0, r, x, 0.0, 1.0)
        for bus, kvar in enumerate(feeder.capacitor_kvar):
            pp.create_load(net, bus, p_mw=0.0)
            if kvar:
                pp.create_shunt(net, bus, q_mvar=-0.001 * float(kvar))

    def solve(p: Floats, q: Floats) -> Floats:
        voltages = np.full(p.shape, np.nan)
        extract, solving._extract_results = solving._extract_results, lambda *_: None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                for flow in range(len(p)):
                    net.load["p_mw"] = 0.001 * p[flow]
                    net.load["q_mvar"] = 0.001 * q[flow]
                    for tolerance in TOLERANCES_MVA:
                        try:
                            pp.runpp(net, tolerance_mva=tolerance, max_iteration=50, numba=False)
                        except pp.LoadflowNotConverged:
                            continue
                        # its own matrices: tables of results are not written under pandas 3
                        places = net._pd2ppc_lookups["bus"]
                        voltages[flow] = net._ppc["bus"][places[: len(feeder)], 7]
                        break
        finally:
            solving._extract_results = extract
        return voltages

    return solve


def power_grid_model_flows(
    feeder: Feeder, source_pu: float = 1.0, *, iterative: bool = False
) -> Solver | None:
    """Newton's method of power-grid-model, or its faster iteration; all flows in one batch."""
    if (pgm := _module("power_grid_model")) is None:
        return None
    ohm, n = feeder.base_kv**2 / feeder.base_mva, len(feeder)
    kind, component = pgm.DatasetType, pgm.ComponentType
    node = pgm.initialize_array(kind.input, component.node, n)
    node["id"], node["u_rated"] = np.arange(n), 1000.0 * feeder.base_kv
    line = pgm.initialize_array(kind.input, component.line, n - 1)
    line["id"] = n + np.arange(n - 1)
    line["from_node"], line["to_node"] = feeder.parent[1:], np.arange(1, n)
    line["from_status"] = line["to_status"] = 1
    line["r1"], line["x1"] = ohm * feeder.r_pu[1:], ohm * feeder.x_pu[1:]
    line["c1"] = line["tan1"] = 0.0
    source = pgm.initialize_array(kind.input, component.source, 1)
    source["id"], source["node"], source["status"] = 2 * n, 0, 1
    source["u_ref"], source["sk"], source["rx_ratio"] = source_pu, 1e40, 0.1
    load = pgm.initialize_array(kind.input, component.sym_load, n)
    load["id"], load["node"], load["status"] = 3 * n + np.arange(n), np.arange(n), 1
    load["type"], load["p_specified"], load["q_specified"] = 0, 0.0, 0.0
    at = np.flatnonzero(feeder.capacitor_kvar)
    shunt = pgm.initialize_array(kind.input, component.shunt, len(at))
    shunt["id"], shunt["node"], shunt["status"] = 4 * n + at, at, 1
    shunt["g1"] = 0.0
    shunt["b1"] = feeder.capacitor_kvar[at] / 1000.0 / feeder.base_kv**2
    parts = {
        component.node: node,
        component.line: line,
        component.source: source,
        component.sym_load: load,
        component.shunt: shunt,
    }
    model, methods = pgm.PowerGridModel(parts), pgm.CalculationMethod
    method = methods.iterative_current if iterative else methods.newton_raphson

    def solve(p: Floats, q: Floats) -> Floats:
        update = pgm.initialize_array(kind.update, component.sym_load, p.shape)
        update["id"] = load["id"]
        update["p_specified"], update["q_specified"] = 1000.0 * p, 1000.0 * q
        result = model.calculate_power_flow(
            update_data={component.sym_load: update},
            calculation_method=method,
            error_tolerance=1e-9 if iterative else 1e-10,
            max_iterations=50,
            threading=-1,
            output_component_types=[component.node],
            continue_on_batch_error=True,
        )
        found = np.array(result[component.node]["u_pu"])
        if model.batch_error is not None:
            found[model.batch_error.failed_scenarios] = np.nan
        return found

    return solve


def opendss_flows(feeder: Feeder, source_pu: float = 1.0) -> Solver | None:
    """OpenDSS by its fixed-point iteration, three balanced phases behind a stiff source."""
    if (module := _module("opendssdirect")) is None:
        return None
    dss, kv, n = module.NewContext(), feeder.base_kv, len(feeder)
    ohm = kv**2 / feeder.base_mva
    commands = [
        "Clear",
        f"New Circuit.c basekv={kv!r} pu={source_pu!r} phases=3 bus1=b0 MVAsc3=1e10 MVAsc1=1e10",
    ]
    for bus in range(n):
        common = f"bus1=b{bus} phases=3 conn=wye kv={kv!r}"
        kvar = float(feeder.capacitor_kvar[bus])
        if bus:
            r, x = ohm * float(feeder.r_pu[bus]), ohm * float(feeder.x_pu[bus])
            ends = f"bus1=b{feeder.parent[bus]} bus2=b{bus} phases=3 length=1 c1=0 c0=0"
            commands.append(f"New Line.l{bus} {ends} r1={r!r} x1={x!r} r0={r!r} x0={x!r}")
        always = "model=1 vminpu=0.05 vlowpu=0.01 vmaxpu=5"
        commands.append(f"New Load.d{bus} {common} {always} kw=0 kvar=0")
        if kvar:
            commands.append(f"New Capacitor.c{bus} {common} kvar={kvar!r}")
    commands += [f"Set VoltageBases=[{kv!r}]", "CalcVoltageBases", "Set ControlMode=OFF"]
    commands += ["Set Tolerance=1e-10", "Set MaxIterations=1000"]
    for command in commands:
        dss.Text.Command(command)

    def solve(p: Floats, q: Floats) -> Floats:
        dss.Solution.Solve()
        nodes = {name: at for at, name in enumerate(dss.Circuit.AllNodeNames())}
        places = [nodes[f"b{bus}.1"] for bus in range(n)]
        voltages = np.full(p.shape, np.nan)
        for flow in range(len(p)):
            dss.Loads.First()
            for bus in range(n):
                dss.Loads.kW(float(p[flow, bus]))
                dss.Loads.kvar(float(q[flow, bus]))
                dss.Loads.Next()
            dss.Solution.Solve()
            if dss.Solution.Converged():
                voltages[flow] = np.asarray(dss.Circuit.AllBusMagPu())[places]
        return voltages

    return solve


OTHERS: Mapping[str, tuple[float, Callable[[Feeder], Solver | None]]] = {
    "power-grid-model": (0.2, partial(power_grid_model_flows, iterative=True)),
    "OpenDSS": (0.02, opendss_flows),
    "pandapower": (0.006, pandapower_flows),
}
"""By name, with the share of flows that each is measured on."""
