"""Every piece of HTML of the page, made from values: one file a panel.

All text of articles, visitors and file names passes through `qa.escaping.escape`. In the chat no
`aria-*` or `data-*` attribute stands: Gradio's sanitizer drops them there.
"""

from __future__ import annotations

from page.rendering.chat import pending_html, question_html, reply_html
from page.rendering.frame import add_report_html, articles_html, masthead_html, welcome_html
from page.rendering.markdown import answer_markdown, chat_markdown
from page.rendering.pieces import label_text
from page.rendering.sources import DocumentOf, sources_html

__all__ = [
    "DocumentOf",
    "add_report_html",
    "answer_markdown",
    "articles_html",
    "chat_markdown",
    "label_text",
    "masthead_html",
    "pending_html",
    "question_html",
    "reply_html",
    "sources_html",
    "welcome_html",
]
