"""What a schema cannot say of a study file: names that must exist, numbers that must fit."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.study.identity import options_text
from benchmarks.study.schema import StudyFile
from benchmarks.study.seeds import parse_seeds
from cases.problem import Problem, did_you_mean
from cases.reading.document import Document


def number_problems(file: StudyFile, document: Document) -> Iterator[Problem]:
    """What is wrong with numbers and with names inside the file."""
    yield from _seeds(file, document)
    yield from _budget(file, document)
    yield from _names(file, document)


def name_problems(file: StudyFile, document: Document) -> Iterator[Problem]:
    """What is wrong with names of problems and searches, and with options; loads searches."""
    yield from _problem_names(file, document)
    yield from _kinds(file, document)


def _seeds(file: StudyFile, document: Document) -> Iterator[Problem]:
    try:
        parse_seeds(file.seeds)
    except ValueError as error:
        yield document.problem(("seeds",), str(error), 'Write a list such as "1-11" or "1,5".')


def _budget(file: StudyFile, document: Document) -> Iterator[Problem]:
    if file.evaluations < file.population:
        message = f"{file.evaluations} evaluations are fewer than the population has designs."
        yield document.problem(("evaluations",), message, f"Write at least {file.population}.")
    if not file.checkpoints:
        return
    pairs = zip(file.checkpoints, file.checkpoints[1:], strict=False)
    for place, (before, after) in enumerate(pairs, 1):
        if after <= before:
            message = f"The checkpoint {after} does not come after {before}."
            yield document.problem(("checkpoints", place), message, "Write them ascending.")
    if file.checkpoints[0] < file.population:
        message = f"At {file.checkpoints[0]} evaluations no population is complete."
        remedy = f"Write checkpoints of at least {file.population}, the population."
        yield document.problem(("checkpoints", 0), message, remedy)
    if file.checkpoints[-1] != file.evaluations:
        message = f"The last checkpoint is {file.checkpoints[-1]}, not all evaluations."
        remedy = f"End with {file.evaluations}, or change evaluations."
        yield document.problem(("checkpoints", len(file.checkpoints) - 1), message, remedy)


def _names(file: StudyFile, document: Document) -> Iterator[Problem]:
    names = [entry.name for entry in file.algorithm]
    if file.reference not in names:
        message = f'There is no algorithm "{file.reference}".'
        yield document.problem(("reference",), message, did_you_mean(file.reference, names))
    same: dict[tuple[str, str], str] = {}
    for place, entry in enumerate(file.algorithm):
        if entry.name in names[:place]:
            message = f'The name "{entry.name}" is given twice.'
            yield document.problem(("algorithm", place, "name"), message, "Rename one of them.")
        settings = (entry.kind, options_text(entry.options))
        if settings in same:
            message = f'"{entry.name}" is the same search as "{same[settings]}".'
            remedy = "Change its kind or options, or remove it."
            yield document.problem(("algorithm", place), message, remedy)
        same.setdefault(settings, entry.name)


def _problem_names(file: StudyFile, document: Document) -> Iterator[Problem]:
    from benchmarks.problems import problem_names, suites
    from benchmarks.problems.names import size_hint

    known = suites()
    every = tuple({*known, *(name for names in known.values() for name in names)})
    found: dict[str, str] = {}
    for place, entry in enumerate(file.problems):
        try:
            names = problem_names(entry)
        except ValueError:
            message = f'There is no problem and no suite "{entry}".'
            hint = size_hint(entry)
            suites_told = f"Suites are: {', '.join(sorted(known))}."
            remedy = did_you_mean(entry.lower(), every, suites_told)
            remedy = f"{hint[0].upper()}{hint[1:]}." if hint else remedy
            yield document.problem(("problems", place), message, remedy)
            continue
        twice = [name for name in names if name in found]
        if twice:
            message = f'"{twice[0]}" is there already, by "{found[twice[0]]}".'
            yield document.problem(("problems", place), message, "Write each problem once.")
        found.update({name: entry for name in names if name not in found})


def _kinds(file: StudyFile, document: Document) -> Iterator[Problem]:
    from benchmarks.competitors import MissingExtra, build_competitor, competitor_kinds

    kinds = competitor_kinds()
    for place, entry in enumerate(file.algorithm):
        if entry.kind not in kinds:
            message = f'There is no kind of search "{entry.kind}".'
            remedy = did_you_mean(entry.kind.lower(), kinds, f"Kinds are: {', '.join(kinds)}.")
            yield document.problem(("algorithm", place, "kind"), message, remedy)
            continue
        try:
            build_competitor(entry.kind, file.population, entry.options)
        except MissingExtra:
            continue  # a definition is sound without the package; running it is another matter
        except (TypeError, ValueError) as error:
            told = str(error)
            message = told if told.endswith((".", "?")) else f"{told}."
            remedy = "Change the options, or the population."
            remedy = remedy if "population" in told else "Correct it, or leave it out."
            yield document.problem(("algorithm", place, "options"), message, remedy)
