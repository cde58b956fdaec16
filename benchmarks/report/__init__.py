"""The report of a study: tables, figures and a page, the same bytes for the same runs."""

from benchmarks.report.writing import ReportFiles, write_report

__all__ = ["ReportFiles", "write_report"]
