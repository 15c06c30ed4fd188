"""A page as a picture, with and without the words that a program has recognized on it."""

import sys

from reportlab.pdfgen import canvas

LINES = [
    "The lighthouse of Norrvik was lit for the first time on",
    "3 October 1862. Its keeper, Anders Holm, noted in the log:",
    "“A clear night, the light seen from eleven miles.”",
]
plain, read, picture = sys.argv[1:4]
for path in (plain, read):
    page = canvas.Canvas(path, pagesize=(300, 200), invariant=1)
    page.drawImage(picture, 0, 0, 300, 200)
    if path == read:
        text = page.beginText(20, 150)
        text.setTextRenderMode(3)
        text.setFont("Times-Roman", 10)
        text.setLeading(14)
        for line in LINES:
            text.textLine(line)
        page.drawText(text)
    page.showPage()
    page.save()
