"""A widget that is painted on a canvas, line by line: it refreshes the cells that changed and lays nothing out."""

from textual.content import Content
from textual.strip import Strip
from textual.widget import Widget

from tui.paint.canvas import Canvas
from tui.paint.palette import Palette


class Drawn(Widget):
    """Paints when it is told to, and when its size changed."""

    palette: Palette
    is_ascii = False
    is_old = False
    """Whether what it shows was true once, and nobody knows whether it is now: it is painted fainter."""

    def __init__(self, palette: Palette, *, is_ascii: bool = False, id: str | None = None) -> None:  # noqa: A002 - textual's
        super().__init__(id=id)
        self.palette, self.is_ascii = palette, is_ascii
        self._canvas: Canvas | None = None
        self._titles = ("", "")

    def paint(self, canvas: Canvas) -> None:
        """Paint all of it; each pane says how."""
        raise NotImplementedError

    def repaint(self) -> None:
        """Paint, and refresh what is not as it was."""
        width, height = self.content_size
        if not (width and height and self.is_attached):
            return
        canvas = Canvas(width, height, self.palette.text, is_ascii=self.is_ascii)
        self.paint(canvas)
        if self.is_old:
            canvas.fade()
        regions = tuple(canvas.changed(self._canvas))
        self._canvas = canvas
        if regions:
            self.refresh(*regions)

    def recolour(self, palette: Palette) -> None:
        """Paint with another palette from now on."""
        self.palette, self._canvas = palette, None
        self.repaint()

    def entitle(self, title: str, subtitle: str = "") -> None:
        """Write on the border; what stands there already costs nothing."""
        if (title, subtitle) != self._titles:
            self._titles = (title, subtitle)
            # What a person typed may stand there: it is no markup.
            self.border_title, self.border_subtitle = Content(title), Content(subtitle)

    def on_resize(self) -> None:
        """Paint at the new size."""
        self.repaint()

    def render_line(self, y: int) -> Strip:
        """Give a painted line."""
        canvas = self._canvas
        if canvas is None or y >= canvas.height:
            return Strip.blank(self.content_size.width, self.palette.text)
        return canvas.strip(y)
