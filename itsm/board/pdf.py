"""The pack of a meeting as a PDF: the agenda, then a page for each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from cmdb.errors import Invalid
from cmdb.values import Json

if TYPE_CHECKING:
    from fpdf import FPDF

__all__ = ["pack_pdf"]

EXTRA = "pdf"
FONT = "opensans"
WEIGHTS = {"": 400, "B": 700}
MOST_REASONS = 5
# Signs of our own sentences that Open Sans lacks, and what parts lines and columns.
OTHERWISE = {"\u2192": "->", "\n": "\n", "\t": " "}


def pack_pdf(title: str, when: datetime, items: Sequence[Mapping[str, Json]]) -> bytes:
    """Return a pack; ``items`` are lines of an agenda, each with its ``judged`` document ({}: it has none).

    The same agenda gives the same bytes. Letters that Open Sans lacks (it has Latin, Greek and Cyrillic) become ``?``,
    and the first page says so. Raises ``Invalid`` where the extra is not installed.
    """
    pdf = blank(when)
    said = [title, *(str(value) for each in items for value in each.values())]
    pdf.add_page()
    line(pdf, title, size=18, bold=True)
    if any(known(pdf, each).count("?") > each.count("?") for each in said):
        line(pdf, "Letters that this document's fonts lack are shown as ?; the page to print shows them all.", size=9)
    if not items:
        line(pdf, "Nothing is on the agenda.")
    for number, item in enumerate(items, 1):
        line(pdf, f"{number}. {item['change']} {item['title']}: {'; '.join(texts(item['reasons']))}")
    for number, item in enumerate(items, 1):
        sheet(pdf, number, item)
    return bytes(pdf.output())


def blank(when: datetime) -> FPDF:
    """Return a document without pages. Raises ``Invalid`` where the library is not installed."""
    try:
        from fpdf import FPDF  # noqa: PLC0415  # an extra
        from ttf_opensans import opensans  # noqa: PLC0415  # an extra
    except ImportError as error:
        raise Invalid("pdf", "needs a library", "fpdf2", f"pip install 'faultline-cmdb[{EXTRA}]'") from error
    pdf = FPDF(format="A4")
    for style, weight in WEIGHTS.items():
        pdf.add_font(FONT, style, opensans(weight).path)
    pdf.set_creation_date(when)
    pdf.set_auto_page_break(auto=True, margin=18)
    pdf.set_margins(18, 18, 18)
    return pdf


def line(pdf: FPDF, text: str, *, size: int = 11, bold: bool = False) -> None:
    """Write a paragraph."""
    pdf.set_font(FONT, style="B" if bold else "", size=size)
    pdf.multi_cell(0, size * 0.5, known(pdf, text), new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1.2)


def sheet(pdf: FPDF, number: int, item: Mapping[str, Json]) -> None:
    """Write the page of one change."""
    pdf.add_page()
    line(pdf, f"{number}. {item['change']} {item['title']}", size=16, bold=True)
    line(pdf, f"Asked for by {item['requester']}. {item['kind']}. {item['starts_at']} to {item['ends_at']}.")
    line(pdf, "; ".join(texts(item["reasons"])))
    if item["fault"]:
        line(pdf, f"Cannot be judged: {item['fault']}", bold=True)
    judged = cast("Mapping[str, Json]", item["judged"])
    if judged:
        judged_sheet(pdf, item, judged)
    line(pdf, "Voices", bold=True)
    votes = cast("Mapping[str, Sequence[Mapping[str, Json]]]", item["approval"])["votes"]
    for each in votes:
        line(pdf, f"- {each['by']} {each['decision']}: {each['reason']}")
    if not votes:
        line(pdf, "Nobody has spoken yet.")
    line(pdf, f"Facts: {item['hash']}", size=8)


def judged_sheet(pdf: FPDF, item: Mapping[str, Json], judged: Mapping[str, Json]) -> None:
    """Write what a board decides on."""
    line(pdf, f"Risk: {str(item['level']).replace('_', ' ')}, {item['score']:g} of 100 points", bold=True)
    factors = cast("Sequence[Mapping[str, Json]]", cast("Mapping[str, Json]", judged["risk"])["factors"])
    weighing = [each for each in factors if cast("float", each["contribution"]) > 0]
    for each in weighing[:MOST_REASONS]:
        line(pdf, f"+{each['contribution']:g} {str(each['name']).replace('_', ' ')}: {each['value']}")
    line(pdf, "As planned", bold=True)
    line(pdf, str(item["planned"]))
    line(pdf, "If it fails", bold=True)
    line(pdf, str(item["if_it_fails"]))
    line(pdf, "Collisions", bold=True)
    collisions = cast("Sequence[Mapping[str, Json]]", judged["conflicts"])
    for each in collisions:
        line(pdf, f"- {each['severity']}: {each['with']}, {each['reason']}")
    if not collisions:
        line(pdf, "It collides with nothing.")


def texts(said: Json) -> list[str]:
    """Return a list of texts."""
    return [str(each) for each in cast("Sequence[Json]", said)]


def known(pdf: FPDF, text: str) -> str:
    """Return a text with ``?`` for each letter that the document's fonts lack."""
    letters = cast("Mapping[int, object]", cast("Any", pdf.fonts[FONT]).cmap)
    return "".join(each if ord(each) in letters else OTHERWISE.get(each, "?") for each in text)
