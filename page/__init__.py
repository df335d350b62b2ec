"""The chat page: one file a panel, all HTML made in `page.rendering`.

Gradio reads its environment when it is imported, so telemetry is switched off here, before any
module of this package can import it.
"""

from __future__ import annotations

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from page.layout import build_app
from page.style import launch_options

__all__ = ["build_app", "launch_options"]
