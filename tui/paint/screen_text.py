"""What stands on the screen, as text."""

from textual.app import App


def text_of(app: App[str]) -> str:
    """Give what is on the screen as text."""
    lines = ("".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips())  # noqa: SLF001 - there is no other way to it
    return "\n".join(line.rstrip() for line in lines)
