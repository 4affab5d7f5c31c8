"""A page as HTML: one file that needs no script, no network and no other file; the only door to Jinja2.

Every text is escaped by the engine; what is put in unescaped is the SVG of ``lab.report.charts`` and our own style.
"""

from importlib.resources import files

import jinja2

from lab.report.page import Page


def written(page: Page) -> str:
    """Give the whole file."""
    here = files("lab.report")
    environment = jinja2.Environment(
        autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip
    template = environment.from_string(here.joinpath("page.html").read_text(encoding="utf-8"))
    style = here.joinpath("page.css").read_text(encoding="utf-8")
    return template.render(page=page, style=style)
