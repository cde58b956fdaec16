"""What can be wrong with a study, told like the problems of a case: all at once, with a remedy."""

from __future__ import annotations

from cases.problem import CaseError


class StudyError(CaseError):
    """A study cannot be used. `problems` holds every reason; `str()` lists them, one a line."""
