"""Heat, cold and the devices that make them: equations (14) to (18), (29) and (30)."""

from __future__ import annotations

from cases.schema import DeviceKind, DeviceOperation
from operation.equations.columns import DispatchColumns
from operation.equations.numbering import (
    Expression,
    Over,
    Row,
    at_least,
    at_most,
    equal,
    equation,
)


@equation("14", "16", over=(Over.DEVICE, Over.STEP))
def device_input(m: DispatchColumns, d: int, t: int) -> Row:
    """A modulating device takes up to its rating; on/off units take a whole multiple. [kW]

    0 ≤ P[t] ≤ n_max P_rated, or P[t] = n[t] P_rated with n[t] integer
    """
    _, device = m.case.devices[d]
    if device.operation is DeviceOperation.ON_OFF:
        return equal(m.device_input_kw[d, t], device.rated_input_kw * m.device_units[d, t])
    return at_most(m.device_input_kw[d, t], device.input_max_kw)


@equation("15", "17", "18", over=(Over.DEVICE, Over.STEP))
def device_output(m: DispatchColumns, d: int, t: int) -> Row:
    """Output is input times efficiency or coefficient of performance. [kW]

    H_E2H = η P_E2H;  C_E2C = COP P_E2C;  H_G2H = η F_gas
    """
    _, device = m.case.devices[d]
    return equal(m.device_output_kw[d, t], device.output_per_input * m.device_input_kw[d, t])


@equation("29", over=(Over.BUILDING, Over.STEP))
def heat_balance(m: DispatchColumns, b: int, t: int) -> Row:
    """Heat from the network and from devices is the heat load. [kW]

    H_buy[t] + H_G2H[t] + H_E2H[t] = H_load[t]
    """
    heating = (DeviceKind.POWER_TO_HEAT, DeviceKind.GAS_TO_HEAT)
    made = device_sum(m, b, t, output=True, kinds=heating)
    return equal(m.heat_import_kw[b, t] + made, float(m.scenario.heat_kw[t, b]))


@equation("29a", over=(Over.BUILDING, Over.STEP))
def heat_import_limit(m: DispatchColumns, b: int, t: int) -> Row:
    """Heat from the network stays within the connection; none without one. [kW]

    H_buy[t] ≤ H_buy_max
    """
    network = m.case.buildings[b].heat_network
    return at_most(m.heat_import_kw[b, t], network.limit_kw if network else 0.0)


@equation("29b", over=(Over.BUILDING, Over.STEP))
def gas_import_limit(m: DispatchColumns, b: int, t: int) -> Row | None:
    """Gas burnt in all devices stays within the connection. [kW]

    Σ F_gas[t] ≤ F_max
    """
    gas = m.case.buildings[b].gas
    if gas is None:
        return None
    return at_most(device_sum(m, b, t, output=False, kinds=(DeviceKind.GAS_TO_HEAT,)), gas.limit_kw)


@equation("30", over=(Over.BUILDING, Over.STEP))
def cold_balance(m: DispatchColumns, b: int, t: int) -> Row:
    """Cold made is the cold load; on/off units may make more, which is lost. [kW]

    C_E2C[t] = C_load[t], or ≥ with on/off units
    """
    made = device_sum(m, b, t, output=True, kinds=(DeviceKind.POWER_TO_COLD,))
    on_off = any(
        device.kind is DeviceKind.POWER_TO_COLD and device.operation is DeviceOperation.ON_OFF
        for device in m.case.buildings[b].device
    )
    return (at_least if on_off else equal)(made, float(m.scenario.cold_kw[t, b]))


def device_sum(
    m: DispatchColumns, b: int, t: int, *, output: bool, kinds: tuple[DeviceKind, ...]
) -> Expression:
    """Input or output of a building's devices of some kinds in a step [kW]."""
    table = m.device_output_kw if output else m.device_input_kw
    return m.total(
        table[d, t]
        for d, (owner, device) in enumerate(m.case.devices)
        if owner == b and device.kind in kinds
    )
