"""`report.html`: a run on one page that needs nothing but itself."""

from qa.evaluation.report.page import report_html, write_report

__all__ = ["report_html", "write_report"]
