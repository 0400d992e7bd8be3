"""The PVD report: `render(figures, locale=...)` turns frozen figures into a PDF. See docs/document.md."""

from .figures import Figures
from .fonts import MissingGlyph
from .render import fingerprint, html, render
from .soundness import Inconsistent, digest

__all__ = ["Figures", "Inconsistent", "MissingGlyph", "digest", "fingerprint", "html", "render"]
