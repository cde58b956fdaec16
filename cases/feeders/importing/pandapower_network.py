"""A feeder from a pandapower network saved as JSON: buses, what stands at them, what is refused."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cases.feeders.importing.network import Bus, Network, Wording, fitting_base_mva
from cases.feeders.importing.pandapower_links import joined, lines, transformers
from cases.feeders.importing.pandapower_tables import NOT_A_NETWORK, Row, Tables, read_tables
from cases.problem import Problem, Report

WORDING = Wording(
    open_link="Open the ring: an open switch at one of its lines, or in_service = False.",
    leave_out="Close a switch or a line to it, or set in_service = False.",
)
TAKEN: Mapping[str, int] = {"load": 1, "sgen": -1, "storage": 1}
"""Elements with p_mw and q_mvar, and their sign as a load."""
_HANDLED = {"bus", "line", "trafo", "switch", "ext_grid", "shunt", *TAKEN}
_BUS_COLUMNS = {"bus", "from_bus", "hv_bus", "bus_dc", "from_bus_dc"}


def pandapower_network(file: str, content: bytes, report: Report) -> Network | None:
    """The network of a file; what is wrong with it, or what no feeder has, is reported."""
    tables = read_tables(file, content)
    if isinstance(tables, Problem):
        report.add(tables)
        return None
    report.extend(_refused(file, tables))
    if not tables.rows.get("bus"):
        report.add(Problem(file, 0, "bus", "", "The network has no bus.", NOT_A_NETWORK))
        return None
    joint = joined(file, tables, report)
    names = _names(tables, joint)
    sources = list(tables.of("ext_grid"))
    for row in sources[1:] or ([] if sources else [Row("ext_grid", 0, {})]):
        message = f"There are {len(sources)} external grids; a feeder has one substation."
        remedy = "Keep one ext_grid in service, at the bus that feeds all others."
        report.add(Problem(file, 0, row.label, "", message, remedy))
    if not sources or not _known(file, sources[0], "bus", names, report):
        return None
    network = _at_buses(file, tables, sources[0], names, report)
    network.links += lines(network, tables, names, report)
    network.links += transformers(network, tables, names, report)
    return None if report else network


def _refused(file: str, tables: Tables) -> Iterator[Problem]:
    """Elements that change a power flow and have no place in a feeder."""
    for name, rows in tables.rows.items():
        for row in rows:
            if name in _HANDLED or not row.in_service or not _BUS_COLUMNS & row.cells.keys():
                continue
            message = f"A feeder has nothing for elements of the table {name}."
            remedy = "Set in_service = False, or put loads and static generators in its place."
            if name == "gen":
                message = "A generator holds the voltage at its bus, which a feeder cannot."
                remedy = "Make it a static generator (sgen), or set in_service = False."
            yield Problem(file, 0, row.label, "", message, remedy)
        if name == "controller":
            for row in rows:
                if row.in_service:
                    message = "Controllers do not act on a feeder."
                    remedy = "Run them, drop the table (net.controller), and save the network."
                    yield Problem(file, 0, row.label, "", message, remedy)


def _names(tables: Tables, joint: Mapping[int, int]) -> dict[int, str]:
    """Name of every bus in service; buses that switches join have the name of the first one.

    Names of the file where they are unique, else the indices.
    """
    rows = {row.index: row for row in tables.of("bus")}
    firsts = [rows[index] for index in rows if joint.get(index, index) == index]
    given = [str(row.cells.get("name") or "").strip() for row in firsts]
    unique = all(given) and len(set(given)) == len(given)
    named = {
        row.index: name if unique else str(row.index)
        for row, name in zip(firsts, given, strict=True)
    }
    return {index: named[joint.get(index, index)] for index in rows}


def _at_buses(
    file: str, tables: Tables, source: Row, names: Mapping[int, str], report: Report
) -> Network:
    rated = {row.index: row.number("vn_kv") for row in tables.of("bus")}
    apparent = sum(
        abs(complex(row.number("p_mw"), row.number("q_mvar"))) * row.number("scaling", 1.0)
        for table in TAKEN
        for row in _present(tables, table)
    )
    at = source.bus("bus")
    network = Network(file, WORDING, rated[at], fitting_base_mva(apparent), names[at])
    for index, kv in rated.items():
        network.buses.setdefault(names[index], Bus())
        if not kv > 0:
            message, remedy = "The bus has no rated voltage.", "Write its vn_kv."
            report.add(Problem(file, 0, f"bus {index}", f"{kv:g}", message, remedy))
    if (held := source.number("vm_pu", 1.0)) != 1.0:
        network.notes.append(
            f"The file holds the substation at {held:g} pu; "
            "the voltage of the source is given beside a feeder."
        )
    for table, sign in TAKEN.items():
        for row in _present(tables, table):
            if not _known(file, row, "bus", names, report):
                continue
            report.extend(_voltage_dependent(file, row))
            bus, scale = network.buses[names[row.bus("bus")]], sign * row.number("scaling", 1.0)
            bus.load_kw += 1000.0 * scale * row.number("p_mw")
            bus.load_kvar += 1000.0 * scale * row.number("q_mvar")
    if count := len(list(tables.of("sgen"))):
        network.notes.append(f"Negative loads in place of static generators: {count}.")
    _shunts(network, tables, rated, names, report)
    return network


def _present(tables: Tables, table: str) -> Iterator[Row]:
    """Elements in service whose bus is, too."""
    out = {row.index for row in tables.rows["bus"] if not row.in_service}
    return (row for row in tables.of(table) if row.bus("bus") not in out)


def _known(file: str, row: Row, column: str, names: Mapping[int, str], report: Report) -> bool:
    if (index := row.bus(column)) in names:
        return True
    message = f"There is no bus {index} in service."
    report.add(Problem(file, 0, row.label, "", message, f"Correct its {column}."))
    return False


def _voltage_dependent(file: str, row: Row) -> Iterator[Problem]:
    shares = [name for name in row.cells if name.startswith(("const_z", "const_i"))]
    if any(row.number(name) for name in shares):
        message = "A part of this load depends on the voltage; a feeder has constant powers."
        remedy = "Set its const_z and const_i percentages to 0."
        yield Problem(file, 0, row.label, "", message, remedy)


def _shunts(
    network: Network,
    tables: Tables,
    rated: Mapping[int, float],
    names: Mapping[int, str],
    report: Report,
) -> None:
    for row in _present(tables, "shunt"):
        if not _known(network.file, row, "bus", names, report):
            continue
        if row.number("p_mw"):
            message = "The shunt takes active power."
            remedy = "Set its p_mw to 0, and add it as a load."
            report.add(Problem(network.file, 0, row.label, "", message, remedy))
        kv = rated[row.bus("bus")]
        given = -1000.0 * row.number("q_mvar") * row.number("step", 1.0)
        square = (kv / row.number("vn_kv", kv)) ** 2
        network.buses[names[row.bus("bus")]].capacitor_kvar += given * square
