"""How the page looks: a Gradio theme of system fonts, a stylesheet a panel, one short script."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

__all__ = ["LINKS_SCRIPT", "launch_options"]

_HERE = Path(__file__).parent
_PAGE = _HERE.parent
LINKS_SCRIPT = (_PAGE / "links.js").read_text(encoding="utf-8")

STYLESHEETS = ("base.css", "chat.css", "question.css", "answer.css", "sources.css", "panels.css")
# Gradio puts its container before the selectors of a stylesheet: what surrounds that needs `head`.
PRINT_STYLE = (_HERE / "print.css").read_text(encoding="utf-8")

SANS = ("ui-sans-serif", "system-ui", "Segoe UI", "Helvetica Neue", "Liberation Sans", "sans-serif")
MONO = ("ui-monospace", "Menlo", "Consolas", "Liberation Mono", "monospace")


def launch_options() -> dict[str, Any]:
    """What `launch` needs besides an address: the look, and nothing that leaves the machine."""
    return {
        "theme": _theme(),
        "css_paths": [_HERE / name for name in STYLESHEETS],
        "head": f"<style>{PRINT_STYLE}</style>",
        "favicon_path": _PAGE / "favicon.svg",
        "share": False,
        "footer_links": ["api"],
        "run_history": False,
        "enable_monitoring": False,
        "ssr_mode": False,
        "mcp_server": False,
        "pwa": False,
    }


def _theme() -> gr.themes.Base:
    ink = gr.themes.Color(
        name="ink",
        c50="#eef4f8",
        c100="#d9e6ef",
        c200="#b5cfe0",
        c300="#8db6d0",
        c400="#5f95b8",
        c500="#37749d",
        c600="#1f5a82",
        c700="#1a4b6d",
        c800="#173d58",
        c900="#142f43",
        c950="#0d1f2d",
    )
    theme = gr.themes.Base(
        primary_hue=ink,
        secondary_hue=ink,
        neutral_hue=gr.themes.colors.stone,
        radius_size=gr.themes.sizes.radius_sm,
        font=SANS,
        font_mono=MONO,
    )
    return theme.set(
        body_background_fill="#fbfaf6",
        body_background_fill_dark="#171614",
        body_text_color="#23211d",
        body_text_color_dark="#e9e5dc",
        body_text_color_subdued="#666057",
        body_text_color_subdued_dark="#a59e91",
        border_color_primary="#ddd7ca",
        border_color_primary_dark="#3a3731",
        background_fill_primary="#ffffff",
        background_fill_primary_dark="#1f1d1a",
        background_fill_secondary="#f4f1ea",
        background_fill_secondary_dark="#26241f",
        block_background_fill="transparent",
        block_background_fill_dark="transparent",
        block_border_width="0px",
        block_border_width_dark="0px",
        block_shadow="none",
        block_shadow_dark="none",
        block_padding="0",
        input_background_fill="#ffffff",
        input_background_fill_dark="#1f1d1a",
        input_border_color="#8f8778",
        input_border_color_dark="#7c7568",
        input_placeholder_color="#6b655b",
        input_placeholder_color_dark="#a59e91",
        input_border_color_focus="*primary_600",
        input_border_color_focus_dark="*primary_300",
        link_text_color="*primary_600",
        link_text_color_dark="*primary_200",
        link_text_color_hover="*primary_800",
        link_text_color_hover_dark="*primary_100",
    )
