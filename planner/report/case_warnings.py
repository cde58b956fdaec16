"""What is doubtful in a case's files, though it can be planned with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cases import CaseError, read_case_folder
from planner.report.markup import Markup, bullets, element, together

if TYPE_CHECKING:
    from cases import Case


def case_warnings(case: Case) -> Markup:
    """The warnings that reading the case gives; empty where its folder is no longer the case's."""
    if case.path is None:
        return Markup("")
    try:
        folder = read_case_folder(case.path)
        same = folder.case(case.configuration.name).digest == case.digest
    except CaseError:
        return Markup("")
    if not same or not folder.warnings:
        return Markup("")
    told = [str(warning) for warning in folder.warnings]
    return together((element("p", "Of the data, these are to be doubted:"), bullets(told)))
