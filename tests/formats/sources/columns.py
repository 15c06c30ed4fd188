"""A journal of two columns with running heads, hyphenation, a figure across both and a list of references."""

import sys

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import BaseDocTemplate, Frame, FrameBreak, NextPageTemplate, PageTemplate, Paragraph, Spacer, Table

WIDE, HIGH = 440, 600
LEFT, GAP = 40, 16
COLUMN = (WIDE - 2 * LEFT - GAP) / 2

body = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, alignment=TA_JUSTIFY,
                      firstLineIndent=12, hyphenationLang="en_GB", embeddedHyphenation=1, uriWasteReduce=0.3)
first = ParagraphStyle("first", body, firstLineIndent=0)
head = ParagraphStyle("head", fontName="Times-Bold", fontSize=12, leading=15, spaceBefore=8, spaceAfter=3)
title = ParagraphStyle("title", fontName="Times-Bold", fontSize=16, leading=19)
byline = ParagraphStyle("byline", fontName="Times-Italic", fontSize=11, leading=14)
small = ParagraphStyle("small", fontName="Times-Roman", fontSize=8, leading=9.5, leftIndent=10, firstLineIndent=-10)
caption = ParagraphStyle("caption", fontName="Times-Italic", fontSize=8.5, leading=10)


def margins(canvas, document):
    number = document.page
    canvas.saveState()
    canvas.setFont("Times-Italic", 9)
    if number % 2:
        canvas.drawString(LEFT, HIGH - 36, "Journal of Northern Harbours 12 (2023)")
        canvas.drawRightString(WIDE - LEFT, HIGH - 36, str(number + 100))
    else:
        canvas.drawString(LEFT, HIGH - 36, str(number + 100))
        canvas.drawRightString(WIDE - LEFT, HIGH - 36, "A. Lindqvist and B. Okafor: Silting at Norrvik")
    canvas.setFillGray(0.85)
    canvas.setFont("Helvetica-Bold", 70)
    canvas.translate(WIDE / 2, HIGH / 2)
    canvas.rotate(50)
    canvas.drawCentredString(0, 0, "PREPRINT")
    canvas.restoreState()


TEXT = """
The harbour of Norrvik has been silting up since the breakwater was lengthened in 1974. Surveys by the hydrographic office put the loss of depth at 4.1 centimetres a year on average, with a maximum of 9.7 centimetres at the entrance of the inner basin. Dredging has cost the municipality 112 million crowns since 1990. This paper reports the results of a two-year investigation with sediment traps and drifting buoys, and it compares three proposals for reducing the deposition.
Earlier investigations attributed the silting to the river Vesla, whose catchment was deforested in the nineteenth century. Hagen (1988) estimated that 85 per cent of the sediment was fluvial. That estimate rested on eleven samples, all of them taken in April, when the meltwater carries more material than in the other months taken together. Our own samples, 614 in number and distributed over 26 months, give a different impression.
#Methods
Between June 2020 and August 2022 we deployed twelve sediment traps at depths of 3 to 14 metres. Each trap was emptied every three weeks by divers of the coastguard. The material was dried, weighed and analysed for its mineral composition at the university laboratory in Halden. In addition, 40 buoys with satellite transmitters were released on five occasions, and their positions were recorded at intervals of ten minutes.
The mineralogical fingerprint of the river differs from that of the coast. River sediment contains a considerable proportion of chlorite, whereas the sediment of the coast is dominated by quartz and feldspar. Mixing ratios were determined by a least-squares procedure. The uncertainty, obtained by bootstrapping, was smaller than four percentage points for all but two of the traps.
#Results
In the traps at the entrance 71 per cent of the material had come from the coast and 29 per cent from the river. In the inner basin the proportions were 52 and 48 per cent. The buoys confirm that picture: of the 40 released off the northern headland, 27 entered the harbour within two days, carried by an eddy that forms behind the breakwater when the wind blows from the north-west.
The deposition was concentrated in a small number of events. Seven storms, which lasted 19 days altogether, accounted for 58 per cent of the annual total. During the storm of 12 January 2022 alone the trap at the entrance collected 3.8 kilograms of dry material, which is more than in the preceding four months. Such concentration has practical implications, since a barrier that is closed for three weeks a year could keep out more than half of the sediment.
Depth soundings of 1974, 1991, 2008 and 2022 were compared on a grid of ten metres. The volume that has accumulated amounts to 1.9 million cubic metres. About a fifth of it lies in the turning basin, where the vessels of the ferry line manoeuvre, and where the propellers keep the finest fractions in suspension until the harbour is quiet at night.
#Discussion
The first proposal, which the harbour administration prefers, is to shorten the breakwater by 120 metres. Our calculations suggest that this would reduce the deposition by a third and increase the height of the waves at the eastern quay by 0.4 metres. The second proposal is a submerged sill at the entrance. It would be cheaper, at 46 million crowns, but it would have to be cleared every eighteen months. The third is a flap gate of the kind that was installed at Sandvik in 2015.
As the engineer responsible for the gate at Sandvik, Marit Rønning, put it in conversation with the authors: "The gate does not care where the sand comes from. It only has to be shut at the right moment, and the forecast has become good enough for that." Since 2015 it has been closed on 124 days, and the dredgers have not been needed once.
We conclude that the contribution of the river has been overestimated, and that measures in the catchment, on which 37 million crowns have been spent since 2001, cannot be expected to keep the harbour open. The gate is the most expensive of the three proposals, at 210 million crowns, and the only one whose effect can be demonstrated.
"""

REFERENCES = [
    "1. Hagen, O.: Sediment transport in the Vesla catchment. Halden: University Press, 1988.",
    "2. Lindqvist, A.: Eddies behind breakwaters. In: Coastal Processes 7 (2019), pp. 112–131.",
    "3. Rønning, M.; Okafor, B.: Four years of the Sandvik gate. Harbour Engineering 33 (2019), no. 2.",
]


def story():
    yield NextPageTemplate("later")
    yield Paragraph("Silting at Norrvik: where the sediment comes from and what can be done about it", title)
    yield Spacer(1, 6)
    yield Paragraph("Annika Lindqvist and Benjamin Okafor", byline)
    yield FrameBreak()
    start = True
    for idx, text in enumerate(TEXT.strip().split("\n")):
        if text.startswith("#"):
            yield Paragraph(text[1:], head)
            start = True
            continue
        if idx == 8:
            yield Table([["Trap", "Depth, m", "River, %"], ["Entrance", "14", "29"], ["Eastern quay", "9", "37"],
                         ["Inner basin", "6", "48"]], style=[("FONT", (0, 0), (-1, -1), "Times-Roman", 9)])
            yield Paragraph("Table 1: Share of the river in three of the twelve traps.", caption)
            yield Spacer(1, 6)
        yield Paragraph(text, first if start else body)
        start = False
    yield Paragraph("References", head)
    for text in REFERENCES:
        yield Paragraph(text, small)


document = BaseDocTemplate(sys.argv[1], pagesize=(WIDE, HIGH), title="Microsoft Word - silting_final.docx", author="Annika Lindqvist",
                           invariant=1, pageCompression=1)
top = 70
document.addPageTemplates([
    PageTemplate("first", [Frame(LEFT, HIGH - 50 - top, WIDE - 2 * LEFT, top, 0, 0, 0, 0)] +
                 [Frame(LEFT + it * (COLUMN + GAP), 60, COLUMN, HIGH - 110 - top, 0, 0, 0, 0) for it in (0, 1)], margins),
    PageTemplate("later", [Frame(LEFT + it * (COLUMN + GAP), 60, COLUMN, HIGH - 120, 0, 0, 0, 0) for it in (0, 1)],
                 margins),
])
document.build(list(story()))
