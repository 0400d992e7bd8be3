"""The PVD report: `render(figures, locale=...)` turns frozen figures into a PDF. See docs/document.md."""

from .figures import Figures, Inconsistent, digest
from .fonts import MissingGlyph
from .render import fingerprint, html, render

__all__ = ["Figures", "Inconsistent", "MissingGlyph", "digest", "fingerprint", "html", "render"]
