"""Makes styled.docx: what Word writes and other programs do not, put together with python-docx."""

import sys
from datetime import datetime

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

W = nsdecls("w")
MC = (
    W
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def add(document, xml):
    """Puts a paragraph or table in its place before the section's properties."""
    document.element.body.insert(-1, parse_xml(xml))


document = docx.Document()
properties = document.core_properties
properties.title = "Wells of the Karst"
properties.author = "Léa Fontaine; Tomasz Wrona"
properties.created = datetime(2021, 9, 30, 8, 0)
properties.comments = "What the wells give, and whom they serve."
properties.language = "en-GB"

chapter = document.styles.add_style("Kapitel", WD_STYLE_TYPE.PARAGRAPH)
chapter.base_style = document.styles["Heading 1"]

document.add_paragraph("Wells of the Karst", style="Title")
document.add_paragraph("Where the water is", style="Kapitel")
document.add_paragraph("The karst of Velden holds 37 wells. The deepest, at Brod, reaches 212 metres.")
document.add_heading("How much they give", 2)
document.add_paragraph("In a dry year the wells give 1.9 million cubic metres.", style="List Bullet")
document.add_paragraph("In a wet year they give 3.4 million.", style="List Number")
document.add_paragraph("Water is patient; people are not.", style="Intense Quote")

add(document, f"""<w:p {W}><w:r><w:t xml:space="preserve">The council voted on 12 July 2021 by </w:t></w:r>
<w:del w:id="1" w:author="A" w:date="2021-07-13T00:00:00Z"><w:r><w:delText>14 to 3</w:delText></w:r></w:del>
<w:ins w:id="2" w:author="A" w:date="2021-07-13T00:00:00Z"><w:r><w:t>15 to 2</w:t></w:r></w:ins>
<w:r><w:t xml:space="preserve">, as Mayor Dragan Kos had hoped.</w:t></w:r>
<w:moveFrom w:id="3" w:author="A" w:date="2021-07-13T00:00:00Z"><w:r><w:t> Moved words.</w:t></w:r></w:moveFrom>
<w:moveTo w:id="4" w:author="A" w:date="2021-07-13T00:00:00Z"><w:r><w:t xml:space="preserve"> Moved words.</w:t></w:r></w:moveTo></w:p>""")
add(document, f"""<w:p {W}><w:pPr><w:rPr><w:del w:id="5" w:author="A" w:date="2021-07-13T00:00:00Z"/></w:rPr></w:pPr>
<w:r><w:t xml:space="preserve">This paragraph was </w:t></w:r></w:p>""")
add(document, f"""<w:p {W}><w:r><w:t>joined with the next in July.</w:t></w:r></w:p>""")
add(document, f"""<w:p {W}><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> REF table1 \\h </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>Table 1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:t xml:space="preserve"> names the wells</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve"> and their owners</w:t></w:r>
<w:r><w:t xml:space="preserve"> of the north</w:t></w:r><w:r><w:noBreakHyphen/></w:r><w:r><w:t>east; the sur</w:t></w:r><w:r><w:softHyphen/></w:r><w:r><w:t>vey</w:t></w:r>
<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>4</w:t></w:r>
<w:r><w:t xml:space="preserve"> found 3 × 10</w:t></w:r><w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>5</w:t></w:r>
<w:r><w:t xml:space="preserve"> litres an hour</w:t></w:r><w:r><w:br/></w:r><w:r><w:t>in</w:t></w:r><w:r><w:tab/></w:r><w:r><w:t>May.</w:t></w:r></w:p>""")
add(document, f"""<w:p {W}><w:smartTag w:element="place"><w:r><w:t>Brod</w:t></w:r></w:smartTag><w:r><w:t xml:space="preserve"> lies at </w:t></w:r>
<w:sdt><w:sdtPr><w:alias w:val="Height"/></w:sdtPr><w:sdtContent><w:r><w:t>640 metres</w:t></w:r></w:sdtContent></w:sdt>
<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here to enter text.</w:t></w:r></w:sdtContent></w:sdt>
<w:r><w:t>.</w:t></w:r></w:p>""")
add(document, f"""<w:p {MC}><w:r><w:t>The flow is measured daily.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires="wps">
<w:drawing><wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>Box: 37 wells serve 5,200 people.</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></w:drawing>
</mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent><w:p><w:r><w:t>Box: 37 wells serve 5,200 people.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>
</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t xml:space="preserve"> It varies by a fifth.</w:t></w:r></w:p>""")

table = document.add_table(rows=3, cols=2)
for row, cells in zip(table.rows, [("Well", "Litres a second"), ("Brod", "41"), ("Sela", "")]):
    for cell, text in zip(row.cells, cells):
        cell.text = text
inner = table.cell(2, 1).add_table(rows=1, cols=2)
inner.cell(0, 0).text = "summer"
inner.cell(0, 1).text = "9"

broken = document.add_paragraph("After the first page the review turns to costs: €48,000 in 2020.")
broken.runs[0]._r.insert(0, parse_xml(f"<w:lastRenderedPageBreak {W}/>"))
commented = document.add_paragraph("A pump at Sela was replaced for €7,300.")
document.add_comment(commented.runs, text="Check this figure.", author="Tomasz", initials="TW")
document.sections[0].header.paragraphs[0].text = "Velden Water Board, internal"
document.save(sys.argv[1])
