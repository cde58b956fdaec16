"""How much an analysis of sensitivities does unless told otherwise; quick to import."""

SAMPLES, SEED, DESIGNS = 64, 1, 12
SAMPLES_MAX = 10_000
"""More samples say no more, and take hours where they are solved."""


def size_problems(samples: int, seed: int, designs: int, prefix: str = "") -> list[str]:
    """What is wrong with the size of an analysis; `prefix` goes before each name."""
    limits = (("samples", samples, 0), ("seed", seed, 0), ("designs", designs, 2))
    problems = [
        f"{prefix}{name} must be at least {least}, not {value}"
        for name, value, least in limits
        if value < least
    ]
    if samples > SAMPLES_MAX:
        problems.append(f"{prefix}samples must be at most {SAMPLES_MAX:,}, not {samples:,}")
    return problems
