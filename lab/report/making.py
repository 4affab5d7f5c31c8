"""A run file becomes a page: the sections in their order."""

from lab.report.facts.run import Facts, facts_of
from lab.report.html import written
from lab.report.page import Page
from lab.report.sections.again import again
from lab.report.sections.causes import causes
from lab.report.sections.faults import faults
from lab.report.sections.hops import hops
from lab.report.sections.ladder import ladder
from lab.report.sections.sleeping import sleeping
from lab.report.sections.stages import stages
from lab.report.sections.summary import summary
from lab.report.sections.views import views
from premises.journey.run_file import RunFile
from premises.quantity import Instant, spoken

_SECTIONS = (summary, stages, hops, sleeping, ladder, causes, views, faults, again)


def report_of(run: RunFile, file: str, at: Instant | None = None) -> str:
    """Give the page of ``run``, at its end or at ``at``, the same for equal run files; ``file`` is its name there.

    UsageError when the run ends before ``at``.
    """
    facts = facts_of(run, file, at)
    return written(page_of(facts))


def page_of(facts: Facts) -> Page:
    """Give the page as values."""
    sections = tuple(section(facts) for section in _SECTIONS)
    return Page(f"{facts.site.name}: a run", about(facts), facts.warnings, sections)


def about(facts: Facts) -> str:
    """Give the line below the title."""
    end = max((entry.at for entry in facts.run.entries), default=facts.now)
    until = "" if facts.now == end else f", of {spoken(end)}"
    return f"Design {facts.site.design}, seed {facts.run.header.seed}, {spoken(facts.now)} of premises time{until}"
