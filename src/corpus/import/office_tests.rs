//! What the readers of office files make of files that real programs wrote, and of hostile ones.

use std::io::Write;

use expect_test::{Expect, expect};
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::archive::{Archive, Limits};
use super::{Piece, PieceKind, Reading, docx, epub, odt, rtf, sniff};
use crate::corpus::Problem;

type Read = fn(&[u8]) -> Result<Reading, Problem>;

macro_rules! office_file {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/formats/office/", $name)).as_slice()
    };
}

/// Every file that can be read, with its reader.
fn files() -> Vec<(&'static str, Read, &'static [u8])> {
    vec![
        ("docx", docx::read, office_file!("pandoc.docx")),
        ("docx", docx::read, office_file!("writer.docx")),
        ("docx", docx::read, office_file!("styled.docx")),
        ("odt", odt::read, office_file!("pandoc.odt")),
        ("odt", odt::read, office_file!("writer.odt")),
        ("fodt", odt::read, office_file!("writer.fodt")),
        ("epub", epub::read, office_file!("pandoc.epub")),
        ("epub", epub::read, office_file!("writer.epub")),
        ("rtf", rtf::read, office_file!("pandoc.rtf")),
        ("rtf", rtf::read, office_file!("writer.rtf")),
        ("rtf", rtf::read, office_file!("styled.rtf")),
    ]
}

/// A line for each piece: what it is, the page if there is one, the words with `|` between the cells of a row.
fn shown(pieces: &[Piece]) -> String {
    let mut acc = String::new();
    for piece in pieces {
        let kind = match piece.kind {
            PieceKind::Heading(level) => "#".repeat(level.into()),
            PieceKind::Paragraph => "¶".to_string(),
            PieceKind::Item => "-".to_string(),
            PieceKind::Quote => ">".to_string(),
            PieceKind::Row => "|".to_string(),
            PieceKind::Note => "^".to_string(),
        };
        let page = piece.page.map_or_else(String::new, |it| format!("({it}) "));
        acc += &format!("{kind} {page}{}\n", piece.text.replace('\t', " | "));
    }
    acc
}

fn check(read: Read, bytes: &[u8], expected: Expect) {
    let reading = read(bytes).expect("a reading");
    let metadata = &reading.metadata;
    let fields = [&metadata.title, &metadata.publisher, &metadata.date, &metadata.url, &metadata.descriptor];
    let fields = fields.map(|it| it.as_deref().unwrap_or("-").to_string()).join(" / ");
    let notes: String = reading.notes.iter().map(|it| format!("! {it}\n")).collect();
    let authors = metadata.authors.join(" + ");
    expected.assert_eq(&format!("{fields} / {authors}\n{notes}{}", shown(&reading.pieces)));
}

fn check_pieces(read: Read, bytes: &[u8], expected: &str) {
    assert_eq!(read(bytes).map(|it| shown(&it.pieces)), Ok(expected.to_string()));
}

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
        zip.start_file(*name, options).expect("a member");
        zip.write_all(bytes).expect("written");
    }
    zip.finish().expect("an archive").into_inner()
}

/// A Word document of nothing but this body.
fn word(body: &str) -> Vec<u8> {
    archive(&[("word/document.xml", format!("<w:document><w:body>{body}</w:body></w:document>").as_bytes())])
}

fn text(body: &str) -> Vec<u8> {
    format!("<office:document><office:body><office:text>{body}</office:text></office:body></office:document>")
        .into_bytes()
}

const CONTAINER: &[u8] = b"<container><rootfiles><rootfile full-path='OPS/book.opf'/></rootfiles></container>";

/// A book of one chapter.
fn book(chapter: &str) -> Vec<u8> {
    let package = "<package><metadata><dc:title>A Book</dc:title></metadata><manifest>\
        <item id='a' href='a%20b.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='a'/></spine></package>";
    archive(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", CONTAINER),
        ("OPS/book.opf", package.as_bytes()),
        ("OPS/a b.xhtml", chapter.as_bytes()),
    ])
}

fn rich(text: &str) -> Vec<u8> {
    format!("{{\\rtf1\\ansi\\ansicpg1252 {text}}}").into_bytes()
}

#[test]
fn word_documents_of_pandoc() {
    check(
        docx::read,
        office_file!("pandoc.docx"),
        expect![[r#"
        The Harbour of Lindmar: A Review / - / 2023-11-14 / - / A review of what the new harbour cost and brought. / Jana Öhlund + Piet Verhoeven
        # The Harbour of Lindmar: A Review
        ¶ Jana Öhlund
        ¶ Piet Verhoeven
        ¶ 2023-11-14
        # What was built
        ¶ The harbour of Lindmar was opened on 3 May 2019 by Mayor Ingrid Sørvik. It cost €412 million, 18 percent more than planned. “We have waited forty years for this quay,” she said — and the crowd of 2,300 agreed.
        ^ Auditor General of Lindmar, Report 7/2020, page 31. The figure leaves out €9 million for the access road.
        ¶ The new quay is 1,140 metres long and 16.5 metres deep; it takes ships of up to 14,000 containers. Before 2019 the largest ship to call was the Anna Brandt, with 3,200.
        ## Who paid
        ¶ The money came from three sources:
        - the province of Västerhamn gave €210 million;
        - the European Investment Bank lent €150 million;
        - the port’s own reserves covered the rest.
        - Work began in March 2014.
        - It stopped for seven months in 2016, after the contractor Brückner & Söhne went bankrupt.
        - It was taken up again by Nordbygg AS.
        ¶ Calls and containers by year.
        | Year | Ships | Containers
        | 2018 | 611 | 84,000
        | 2019 | 702 | 131,500
        | 2022 | 1,048 | 402,700
        # What it brought
        > The harbour did not make Lindmar rich. It kept Lindmar alive.
        > — Prof. Aurelio Quintana, 2021
        ¶ Unemployment fell from 11.2 % in 2018 to 6.9 % in 2022. Energy use rose by 3 × 10⁶ kWh a year. Noise is the other side: 214 households complained in 2022, against 37 in 2018. The town’s H2O supply was not touched.
        ^ Labour Office, annual tables, 2018–2022.
        ### A disputed figure
        ¶ Some papers wrote of “2,000 new jobs”. The port authority counts 1,385, of which 412 are part-time. See the port’s own page for how it counts.
    "#]],
    );
}

#[test]
fn word_documents_of_libreoffice() {
    check(
        docx::read,
        office_file!("writer.docx"),
        expect![[r#"
        Ferries of the Sound / - / 2022-06-08 / - / How the ferries of the sound are run. / Márta Székely
        # Ferries of the Sound
        # Routes
        ¶ Four ferries cross the sound between Aarvik and Østby. They carried 812,000 passengers in 2021, as Director Olu Adeyemi told the council on 8 June 2022.
        ^ Ferry Board, Yearbook 2021, table 4.
        ¶ The crossing takes 35 minutes and costs 48 kroner; “a fair price”, he said. Cars pay 120 kroner.
        ^ Prices of January 2022.
        ## The ships
        - The Solvei, built in 1998 in Gdańsk
        - refitted in 2015
        - The Håkon, built in 2009
        | Ship | Passengers | Cars
        | Solvei | 450 | 64
        | Håkon | 600 | 90
        ¶ A deck of the Håkon measures 1,900 m².
        ¶ In brief: the Håkon uses 2.1 tonnes of fuel a day.
        ¶ Nobody should read this sentence.
        ¶ On the second page the board’s plan for 2030 begins: two electric ferries, at 210 million kroner each.
        > Silence on the water is worth something — Director Adeyemi
    "#]],
    );
}

#[test]
fn word_documents_with_styles_changes_fields_and_boxes() {
    check(
        docx::read,
        office_file!("styled.docx"),
        expect![[r#"
        Wells of the Karst / - / 2021-09-30 / - / What the wells give, and whom they serve. / Léa Fontaine + Tomasz Wrona
        # (1) Wells of the Karst
        # (1) Where the water is
        ¶ (1) The karst of Velden holds 37 wells. The deepest, at Brod, reaches 212 metres.
        ## (1) How much they give
        - (1) In a dry year the wells give 1.9 million cubic metres.
        - (1) In a wet year they give 3.4 million.
        > (1) Water is patient; people are not.
        ¶ (1) The council voted on 12 July 2021 by 15 to 2, as Mayor Dragan Kos had hoped. Moved words.
        ¶ (1) This paragraph was joined with the next in July.
        ¶ (1) Table 1 names the wells of the north-east; the survey[4] found 3 × 10⁵ litres an hour in May.
        ¶ (1) Brod lies at 640 metres.
        ¶ (1) The flow is measured daily. It varies by a fifth.
        ¶ (1) Box: 37 wells serve 5,200 people.
        | (1) Well | Litres a second
        | (1) Brod | 41
        | (1) Sela | 
        | (1) summer | 9
        ¶ (2) After the first page the review turns to costs: €48,000 in 2020.
        ¶ (2) A pump at Sela was replaced for €7,300.
    "#]],
    );
}

#[test]
fn texts_of_pandoc() {
    check(
        odt::read,
        office_file!("pandoc.odt"),
        expect![[r#"
        The Harbour of Lindmar: A Review / - / 2023-11-14 / - / A review of what the new harbour cost and brought. / Jana Öhlund + Piet Verhoeven
        # The Harbour of Lindmar: A Review
        ¶ Jana Öhlund
        ¶ Piet Verhoeven
        ¶ 2023-11-14
        # What was built
        ¶ The harbour of Lindmar was opened on 3 May 2019 by Mayor Ingrid Sørvik. It cost €412 million, 18 percent more than planned. “We have waited forty years for this quay,” she said — and the crowd of 2,300 agreed.
        ^ Auditor General of Lindmar, Report 7/2020, page 31. The figure leaves out €9 million for the access road.
        ¶ The new quay is 1,140 metres long and 16.5 metres deep; it takes ships of up to 14,000 containers. Before 2019 the largest ship to call was the Anna Brandt, with 3,200.
        ## Who paid
        ¶ The money came from three sources:
        - the province of Västerhamn gave €210 million;
        - the European Investment Bank lent €150 million;
        - the port’s own reserves covered the rest.
        - Work began in March 2014.
        - It stopped for seven months in 2016, after the contractor Brückner & Söhne went bankrupt.
        - It was taken up again by Nordbygg AS.
        ¶ Calls and containers by year.
        | Year | Ships | Containers
        | 2018 | 611 | 84,000
        | 2019 | 702 | 131,500
        | 2022 | 1,048 | 402,700
        # What it brought
        > The harbour did not make Lindmar rich. It kept Lindmar alive.
        > — Prof. Aurelio Quintana, 2021
        ¶ Unemployment fell from 11.2 % in 2018 to 6.9 % in 2022. Energy use rose by 3 × 10⁶ kWh a year. Noise is the other side: 214 households complained in 2022, against 37 in 2018. The town’s H2O supply was not touched.
        ^ Labour Office, annual tables, 2018–2022.
        ### A disputed figure
        ¶ Some papers wrote of “2,000 new jobs”. The port authority counts 1,385, of which 412 are part-time. See the port’s own page for how it counts.
    "#]],
    );
}

#[test]
fn texts_of_libreoffice() {
    check(
        odt::read,
        office_file!("writer.odt"),
        expect![[r#"
        Ferries of the Sound / - / 2022-06-08 / - / How the ferries of the sound are run. / Márta Székely
        # (1) Ferries of the Sound
        # (1) Routes
        ¶ (1) Four ferries cross the sound between Aarvik and Østby. They carried 812,000 passengers in 2021, as Director Olu Adeyemi told the council on 8 June 2022.
        ^ (1) Ferry Board, Yearbook 2021, table 4.
        ¶ (1) The crossing takes 35 minutes and costs 48 kroner; “a fair price”, he said. Cars pay 120 kroner.
        ^ (1) Prices of January 2022.
        ## (1) The ships
        - (1) The Solvei, built in 1998 in Gdańsk
        - (1) refitted in 2015
        - (1) The Håkon, built in 2009
        | (1) Ship | Passengers | Cars
        | (1) Solvei | 450 | 64
        | (1) Håkon | 600 | 90
        ¶ (1) A deck of the Håkon measures 1,900 m².
        ¶ (1) In brief: the Håkon uses 2.1 tonnes of fuel a day.
        ¶ (2) On the second page the board’s plan for 2030 begins: two electric ferries, at 210 million kroner each.
        > (2) Silence on the water is worth something — Director Adeyemi
    "#]],
    );
}

#[test]
fn flat_texts_say_the_same_as_packed_ones() {
    let flat = odt::read(office_file!("writer.fodt")).expect("a reading");
    let packed = odt::read(office_file!("writer.odt")).expect("a reading");
    let texts = |reading: &Reading| reading.pieces.iter().map(|it| (it.kind, it.text.clone())).collect::<Vec<_>>();
    assert_eq!(texts(&flat), texts(&packed));
}

#[test]
fn books_of_pandoc() {
    check(
        epub::read,
        office_file!("pandoc.epub"),
        expect![[r#"
        The Harbour of Lindmar: A Review / Institute for Coastal Studies / 2023-11-14 / - / A review of what the new harbour cost and brought. / Jana Öhlund + Piet Verhoeven
        # The Harbour of Lindmar: A Review
        ¶ Jana Öhlund
        ¶ Piet Verhoeven
        ¶ Institute for Coastal Studies
        ¶ 2023-11-14
        # What was built
        ¶ The harbour of Lindmar was opened on 3 May 2019 by Mayor Ingrid Sørvik. It cost €412 million, 18 percent more than planned. “We have waited forty years for this quay,” she said — and the crowd of 2,300 agreed.
        ¶ The new quay is 1,140 metres long and 16.5 metres deep; it takes ships of up to 14,000 containers. Before 2019 the largest ship to call was the Anna Brandt, with 3,200.
        ## Who paid
        ¶ The money came from three sources:
        - the province of Västerhamn gave €210 million;
        - the European Investment Bank lent €150 million;
        - the port’s own reserves covered the rest.
        - Work began in March 2014.
        - It stopped for seven months in 2016, after the contractor Brückner & Söhne went bankrupt.
        - It was taken up again by Nordbygg AS.
        ¶ Calls and containers by year.
        | Year | Ships | Containers
        | 2018 | 611 | 84,000
        | 2019 | 702 | 131,500
        | 2022 | 1,048 | 402,700
        ^ Auditor General of Lindmar, Report 7/2020, page 31. The figure leaves out €9 million for the access road.
        # What it brought
        > The harbour did not make Lindmar rich. It kept Lindmar alive.
        > — Prof. Aurelio Quintana, 2021
        ¶ Unemployment fell from 11.2 % in 2018 to 6.9 % in 2022. Energy use rose by 3 × 10⁶ kWh a year. Noise is the other side: 214 households complained in 2022, against 37 in 2018. The town’s H2O supply was not touched.
        ### A disputed figure
        ¶ Some papers wrote of “2,000 new jobs”. The port authority counts 1,385, of which 412 are part-time. See the port’s own page for how it counts.
        ^ Labour Office, annual tables, 2018–2022.
    "#]],
    );
}

#[test]
fn books_of_libreoffice() {
    check(
        epub::read,
        office_file!("writer.epub"),
        expect![[r#"
        Ferries of the Sound / - / - / - / - / Márta Székely
        ¶ Ferries of the Sound
        ¶ Routes
        ¶ Four ferries cross the sound between Aarvik and Østby. They carried nine hundred 812,000 passengers in 2021, as Director Olu Adeyemi told the council on 8 June 2022.
        ¶ The crossing takes 35 minutes and costs 48 kroner; “a fair price”, he said. Cars pay 120 kroner.
        ¶ The ships
        ¶ The Solvei, built in 1998 in Gdańsk
        ¶ refitted in 2015
        ¶ The Håkon, built in 2009
        | Solvei | 450 | 64
        | Håkon | 600 | 90
        ¶ In brief: the Håkon uses 2.1 tonnes of fuel a day.
        ¶ A deck of the Håkon measures 1,900 m².
        ¶ Nobody should read this sentence.
        ¶ On the second page the board’s plan for 2030 begins: two electric ferries, at 210 million kroner each.
        ¶ Silence on the water is worth something — Director Adeyemi
        ^ Ferry Board, Yearbook 2021, table 4.
        ^ Prices of January 2022.
    "#]],
    );
}

#[test]
fn rich_text_of_pandoc() {
    check(
        rtf::read,
        office_file!("pandoc.rtf"),
        expect![[r#"
        - / - / - / - / - / 
        ¶ The Harbour of Lindmar: A Review
        ¶ Jana Öhlund
        ¶ Piet Verhoeven
        ¶ 2023-11-14
        # What was built
        ¶ The harbour of Lindmar was opened on 3 May 2019 by Mayor Ingrid Sørvik. It cost €412 million, 18 percent more than planned. “We have waited forty years for this quay,” she said — and the crowd of 2,300 agreed.
        ^ Auditor General of Lindmar, Report 7/2020, page 31. The figure leaves out €9 million for the access road.
        ¶ The new quay is 1,140 metres long and 16.5 metres deep; it takes ships of up to 14,000 containers. Before 2019 the largest ship to call was the Anna Brandt, with 3,200.
        ## Who paid
        ¶ The money came from three sources:
        - the province of Västerhamn gave €210 million;
        - the European Investment Bank lent €150 million;
        - the port’s own reserves covered the rest.
        - 1. Work began in March 2014.
        - 2. It stopped for seven months in 2016, after the contractor Brückner & Söhne went bankrupt.
        - 3. It was taken up again by Nordbygg AS.
        | Year | Ships | Containers
        | 2018 | 611 | 84,000
        | 2019 | 702 | 131,500
        | 2022 | 1,048 | 402,700
        ¶ Calls and containers by year.
        # What it brought
        ¶ The harbour did not make Lindmar rich. It kept Lindmar alive.
        ¶ — Prof. Aurelio Quintana, 2021
        ¶ Unemployment fell from 11.2 % in 2018 to 6.9 % in 2022. Energy use rose by 3 × 10⁶ kWh a year. Noise is the other side: 214 households complained in 2022, against 37 in 2018. The town’s H2O supply was not touched.
        ^ Labour Office, annual tables, 2018–2022.
        ### A disputed figure
        ¶ Some papers wrote of “2,000 new jobs”. The port authority counts 1,385, of which 412 are part-time. See the port’s own page for how it counts.
    "#]],
    );
}

#[test]
fn rich_text_of_libreoffice() {
    check(
        rtf::read,
        office_file!("writer.rtf"),
        expect![[r#"
        Ferries of the Sound / - / 2022-06-08 / - / How the ferries of the sound are run. / Márta Székely
        # Ferries of the Sound
        ¶ Contents
        ¶ Routes 1
        # Routes
        ¶ Four ferries cross the sound between Aarvik and Østby. They carried 812,000 passengers in 2021, as Director Olu Adeyemi told the council on 8 June 2022.
        ^ Ferry Board, Yearbook 2021, table 4.
        ¶ The crossing takes 35 minutes and costs 48 kroner; “a fair price”, he said. Cars pay 120 kroner.
        ^ Prices of January 2022.
        ## The ships
        - The Solvei, built in 1998 in Gdańsk
        - refitted in 2015
        - The Håkon, built in 2009
        | Ship | Passengers | Cars
        | Solvei | 450 | 64
        | Håkon | 600 | 90
        ¶ In brief: the Håkon uses 2.1 tonnes of fuel a day.
        ¶ A deck of the Håkon measures 1,900 m².
        ¶ Nobody should read this sentence.
        ¶ On the second page the board’s plan for 2030 begins: two electric ferries, at 210 million kroner each.
        > Silence on the water is worth something — Director Adeyemi
    "#]],
    );
}

#[test]
fn rich_text_made_from_a_word_document() {
    check(
        rtf::read,
        office_file!("styled.rtf"),
        expect![[r#"
        Wells of the Karst / - / 2021-09-30 / - / What the wells give, and whom they serve. / Léa Fontaine + Tomasz Wrona
        # Wells of the Karst
        # Where the water is
        ¶ The karst of Velden holds 37 wells. The deepest, at Brod, reaches 212 metres.
        ## How much they give
        - In a dry year the wells give 1.9 million cubic metres.
        - In a wet year they give 3.4 million.
        > Water is patient; people are not.
        ¶ The council voted on 12 July 2021 by 15 to 2, as Mayor Dragan Kos had hoped. Moved words.
        ¶ joined with the next in July.
        ¶ Table 1 names the wells of the north-east; the survey[4] found 3 × 10⁵ litres an hour in May.
        ¶ Brod lies at 640 metresClick here to enter text..
        ¶ The flow is measured daily. It varies by a fifth.
        | Well | Litres a second
        | Brod | 41
        | Sela | 
        | summer | 9
        ¶ After the first page the review turns to costs: €48,000 in 2020.
        ¶ A pump at Sela was replaced for €7,300.
    "#]],
    );
}

#[test]
fn a_password_locks() {
    assert_eq!(docx::read(office_file!("locked.docx")), Err(Problem::Locked));
    let manifest = "<manifest:manifest><manifest:file-entry manifest:full-path='content.xml'>\
        <manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let locked = archive(&[("content.xml", b"\x01\x02"), ("META-INF/manifest.xml", manifest.as_bytes())]);
    assert_eq!(odt::read(&locked), Err(Problem::Locked));
    // Pictures may be locked in a text that is open.
    let manifest = manifest.replace("content.xml", "picture.png");
    let content = text("<text:p>Open.</text:p>");
    let open = archive(&[("content.xml", &content), ("META-INF/manifest.xml", manifest.as_bytes())]);
    check_pieces(odt::read, &open, "¶ Open.\n");
    let encryption = |member: &str, method: &str| {
        format!(
            "<encryption><EncryptedData><EncryptionMethod Algorithm='{method}'/><CipherData>\
             <CipherReference URI='{member}'/></CipherData></EncryptedData></encryption>"
        )
    };
    let with = |encryption: &str| {
        let package = "<package><manifest><item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest>\
            <spine><itemref idref='a'/></spine></package>";
        let book = archive(&[
            ("META-INF/container.xml", CONTAINER),
            ("META-INF/encryption.xml", encryption.as_bytes()),
            ("OPS/book.opf", package.as_bytes()),
            ("OPS/a.xhtml", b"<p>Open.</p>"),
        ]);
        epub::read(&book).map(|it| shown(&it.pieces))
    };
    let aes = "http://www.w3.org/2001/04/xmlenc#aes128-cbc";
    assert_eq!(with(&encryption("OPS/a.xhtml", aes)), Err(Problem::Locked));
    assert_eq!(with(&encryption("OPS/font.otf", "http://www.idpf.org/2008/embedding")), Ok("¶ Open.\n".to_string()));
}

#[test]
fn old_word_files_say_what_to_do() {
    let problem = docx::read(office_file!("writer.doc"));
    assert_eq!(problem, Err(Problem::Damaged("it is an old Word file: save it as .docx".to_string())));
}

#[test]
fn a_file_is_what_its_bytes_say() {
    for (ending, _, bytes) in files() {
        assert_eq!(sniff::sniff(bytes), Some(ending));
    }
    let check = |bytes: &[u8], expected| assert_eq!(sniff::sniff(bytes), expected);
    check(office_file!("writer.doc"), Some("ole"));
    check(b"\xef\xbb\xbf<!DOCTYPE html>\n<title>A</title>", Some("html"));
    check(b"%PDF-1.7\n", Some("pdf"));
    check(b"\x89PNG\r\n\x1a\n\0", Some("png"));
    check(b"BMW sold 2,000 cars.", None);
    check(b"The port is open.", None);
    check(b"", None);
    check(&archive(&[("notes.txt", b"a")]), Some("zip"));
    check(&archive(&[("xl/workbook.xml", b"a")]), Some("xlsx"));
    check(b"PK\x03\x04", Some("zip"));
}

#[test]
fn the_strict_variant_of_word_documents_is_read() {
    let base = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    let relations = format!(
        "<Relationships><Relationship Type='{base}/officeDocument' Target='/word/text.xml'/>\
         <Relationship Type='{base}/extendedProperties' Target='app.xml'/></Relationships>"
    );
    let document = "<x:document xmlns:x='http://purl.oclc.org/ooxml/wordprocessingml/main'><x:p><x:r><x:t>Strict.</x:t></x:r></x:p></x:document>";
    let bytes = archive(&[
        ("_rels/.rels", relations.as_bytes()),
        ("word/text.xml", document.as_bytes()),
        ("app.xml", b"<Properties><Company>The Institute</Company></Properties>"),
    ]);
    check_pieces(docx::read, &bytes, "¶ Strict.\n");
    let publisher = docx::read(&bytes).expect("a reading").metadata.publisher;
    assert_eq!(publisher.as_deref(), Some("The Institute"));
}

#[test]
fn parts_may_be_in_utf_16() {
    let document =
        "<?xml version='1.0' encoding='UTF-16'?><w:document><w:p><w:r><w:t>Öre — 5</w:t></w:r></w:p></w:document>";
    let mut bytes: Vec<u8> = vec![0xff, 0xfe];
    bytes.extend(document.encode_utf16().flat_map(u16::to_le_bytes));
    check_pieces(docx::read, &archive(&[("word/document.xml", &bytes)]), "¶ Öre — 5\n");
    let latin =
        b"<?xml version='1.0' encoding='ISO-8859-1'?><w:document><w:p><w:r><w:t>\xd6re</w:t></w:r></w:p></w:document>";
    check_pieces(docx::read, &archive(&[("word/document.xml", latin)]), "¶ Öre\n");
}

#[test]
fn headings_go_by_their_styles_in_any_language() {
    let styles = "<w:styles><w:style w:styleId='berschrift2'><w:name w:val='heading 2'/></w:style>\
        <w:style w:styleId='Kapitel'><w:basedOn w:val='berschrift2'/></w:style>\
        <w:style w:styleId='Text'><w:name w:val='Text'/><w:basedOn w:val='berschrift2'/><w:pPr><w:outlineLvl w:val='9'/></w:pPr></w:style>\
        <w:style w:styleId='Kreis'><w:basedOn w:val='Kreis'/></w:style></w:styles>";
    let paragraph =
        |style: &str| format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr><w:r><w:t>{style}</w:t></w:r></w:p>");
    let body = ["berschrift2", "Kapitel", "Text", "Kreis", "Heading3"].map(paragraph).concat();
    let document = format!("<document><body>{body}</body></document>");
    let bytes = archive(&[("word/document.xml", document.as_bytes()), ("word/styles.xml", styles.as_bytes())]);
    check_pieces(docx::read, &bytes, "## berschrift2\n## Kapitel\n¶ Text\n¶ Kreis\n### Heading3\n");
}

#[test]
fn notes_stand_behind_the_paragraph_that_refers_to_them_and_once() {
    let notes = "<w:footnotes><w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>line</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='2'><w:p><w:r><w:t>Page 3.</w:t></w:r></w:p><w:p><w:r><w:t>See also 4.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    let reference = "<w:r><w:footnoteReference w:id='2'/></w:r>";
    let document = format!(
        "<w:document><w:p><w:r><w:t>It cost 5</w:t></w:r>{reference}<w:r><w:t> million.</w:t></w:r></w:p>\
         <w:p><w:r><w:t>Again.</w:t></w:r>{reference}</w:p></w:document>"
    );
    let bytes = archive(&[("word/document.xml", document.as_bytes()), ("word/footnotes.xml", notes.as_bytes())]);
    check_pieces(docx::read, &bytes, "¶ It cost 5 million.\n^ Page 3. See also 4.\n¶ Again.\n");
}

#[test]
fn raised_figures_change_no_other() {
    let check = |before: &str, raised: &str, expected: &str| {
        let body = format!(
            "<w:p><w:r><w:t>{before}</w:t></w:r><w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:t>{raised}</w:t></w:r></w:p>"
        );
        check_pieces(docx::read, &word(&body), &format!("¶ {expected}\n"));
    };
    check("It opened in 2019", "3", "It opened in 2019[3]");
    check("so he said.", "12,14", "so he said.[12][14]");
    check("3 × 10", "-6", "3 × 10⁻⁶");
    check("40 km", "2", "40 km²");
    check("on the 21", "st", "on the 21st");
}

#[test]
fn pages_are_those_that_word_laid_out() {
    let end = "<w:r><w:br w:type='page'/></w:r>";
    let laid = "<w:r><w:lastRenderedPageBreak/></w:r>";
    let run = |words: &str| format!("<w:r><w:t>{words}</w:t></w:r>");
    let body = format!(
        "<w:p>{}</w:p><w:p>{}{end}</w:p><w:p>{laid}{}</w:p><w:p>{}{laid}{}</w:p><w:p>{}</w:p>",
        run("one"),
        run("end of one"),
        run("two"),
        run("two and "),
        run("three"),
        run("three"),
    );
    check_pieces(
        docx::read,
        &word(&body),
        "¶ (1) one\n¶ (1) end of one\n¶ (2) two\n¶ (2) two and three\n¶ (3) three\n",
    );
    check_pieces(
        docx::read,
        &word(&format!("<w:p>{}{end}</w:p><w:p>{}</w:p>", run("one"), run("two"))),
        "¶ one\n¶ two\n",
    );
}

#[test]
fn a_row_is_a_piece_and_a_frame_around_text_is_none() {
    let cell = |paragraphs: &[&str]| {
        let paragraphs: String = paragraphs.iter().map(|it| format!("<w:p><w:r><w:t>{it}</w:t></w:r></w:p>")).collect();
        format!("<w:tc>{paragraphs}</w:tc>")
    };
    let row = |cells: &[String]| format!("<w:tbl><w:tr>{}</w:tr></w:tbl>", cells.concat());
    check_pieces(
        docx::read,
        &word(&row(&[cell(&["2021", "June"]), cell(&[]), cell(&["14"])])),
        "| 2021 June |  | 14\n",
    );
    check_pieces(docx::read, &word(&row(&[cell(&["The port.", "It is open."])])), "¶ The port.\n¶ It is open.\n");
    let long = "The port is open. ".repeat(10);
    let columns = [cell(&[&long, &long, "Thus."]), cell(&["Aside."])];
    let expected = format!("¶ {0}\n¶ {0}\n¶ Thus.\n¶ Aside.\n", long.trim());
    check_pieces(docx::read, &word(&row(&columns)), &expected);
    let deleted =
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>gone</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    check_pieces(docx::read, &word(&format!("{deleted}{}", row(&[cell(&["a"]), cell(&["b"])]))), "| a | b\n");
}

#[test]
fn a_field_without_a_result_swallows_nothing_behind_its_paragraph() {
    let body = "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:t>code</w:t></w:r></w:p><w:p><w:r><w:t>Text.</w:t></w:r></w:p>";
    check_pieces(docx::read, &word(body), "¶ Text.\n");
}

#[test]
fn chapters_need_not_be_well_formed() {
    check_pieces(
        epub::read,
        &book(
            "<html><head><title/><style>p { a: b }</style></head><body><h2>Ships<p>One &amp; two<br>three\
             <p>Four<script/> five&nbsp;six</b><ul><li>a<li>b</ul><blockquote><p>He said.</p></blockquote>\
             <table><tr><th>Year<td>2021</table><![CDATA[7 < 8]]>",
        ),
        "## Ships\n¶ One & two three\n¶ Four five six\n- a\n- b\n> He said.\n| Year | 2021\n¶ 7 < 8\n",
    );
}

#[test]
fn notes_and_their_marks_are_told_apart_from_the_text() {
    check_pieces(
        epub::read,
        &book(
            "<p>It cost <a epub:type='noteref' href='#n1'>about 5</a><a epub:type='noteref' href='#n1'>1</a> million in 2021<a href='#n2'>2</a> and \
             <a href='#c2'>3</a> ships came.</p><aside epub:type='footnote' id='n1' hidden=''><p>1. The Post.</p></aside>\
             <p hidden=''>Nobody sees this.</p><nav><ol><li>Ships</li></ol></nav>",
        ),
        "¶ It cost about 5 million in 2021[2] and 3 ships came.\n^ 1. The Post.\n",
    );
}

#[test]
fn printed_pages_of_books_are_known_by_their_marks() {
    check_pieces(
        epub::read,
        &book(
            "<p>Before.</p><span epub:type='pagebreak' title='12'/><p>On twelve, <span role='doc-pagebreak' \
             aria-label=' page 13. '></span>on thirteen.</p><p>Thirteen.</p><a epub:type='pagebreak'>14</a><p>Fourteen.</p>\
             <span epub:type='pagebreak' title='xv'/><p>None.</p>",
        ),
        "¶ Before.\n¶ (12) On twelve, on thirteen.\n¶ (13) Thirteen.\n¶ (14) Fourteen.\n¶ None.\n",
    );
}

#[test]
fn classes_hide_and_raise() {
    let package = "<package><manifest><item id='s' href='s.css' media-type='text/css'/>\
        <item id='a' href='a.xhtml' media-type='application/xhtml+xml'/></manifest><spine><itemref idref='a'/></spine></package>";
    let sheet = "p { color: red } span.up, .high { vertical-align : super } .gone{display:none} td.top { vertical-align: top }\
        .a .b { display: none }";
    let chapter = "<p>In 2021<span class='up'>4</span> it <i class='gone'>was not</i> <b class='b'>sank</b>.</p>\
        <table><tr><td class='top'>14</td><td>ships</td></tr></table>";
    let bytes = archive(&[
        ("META-INF/container.xml", CONTAINER),
        ("OPS/book.opf", package.as_bytes()),
        ("OPS/s.css", sheet.as_bytes()),
        ("OPS/a.xhtml", chapter.as_bytes()),
    ]);
    check_pieces(epub::read, &bytes, "¶ In 2021[4] it sank.\n| 14 | ships\n");
}

#[test]
fn books_are_read_in_order_and_say_what_they_are() {
    let package = "<package xmlns:opf='x'><metadata><dc:title>The Port</dc:title><dc:title>Its Story</dc:title>\
        <dc:creator id='c1'>Jane Roe</dc:creator><dc:creator opf:role='ill'>Ann Artist</dc:creator>\
        <dc:creator id='c3'>Ed Itor</dc:creator><meta refines='#c3' property='role'>edt</meta>\
        <dc:identifier>urn:uuid:1</dc:identifier><dc:identifier>https://example.org/port</dc:identifier>\
        <dc:date opf:event='conversion'>2023-01-01</dc:date><dc:date>1998-05</dc:date>\
        <dc:description>&lt;p&gt;How the &lt;b&gt;port&lt;/b&gt; was built.&lt;/p&gt;</dc:description></metadata><manifest>\
        <item id='nav' href='nav.xhtml' media-type='application/xhtml+xml' properties='nav'/>\
        <item id='ncx' href='toc.ncx' media-type='application/x-dtbncx+xml'/>\
        <item id='n' href='text/notes.xhtml' media-type='application/xhtml+xml'/>\
        <item id='b' href='text/two.xhtml' media-type='application/xhtml+xml'/>\
        <item id='a' href='text/one.xhtml' media-type='application/xhtml+xml'/>\
        <item id='p' href='cover.png' media-type='image/png'/>\
        <item id='m' href='missing.xhtml' media-type='application/xhtml+xml'/></manifest>\
        <spine><itemref idref='n' linear='no'/><itemref idref='nav'/><itemref idref='a'/><itemref idref='b'/>\
        <itemref idref='a'/><itemref idref='m'/></spine></package>";
    let nav = "<html><nav epub:type='toc'><a href='text/one.xhtml'>One</a></nav>\
        <nav epub:type='page-list'><ol><li><a href='text/one.xhtml#p7'>7</a></li></ol></nav></html>";
    let ncx = "<ncx><pageList><pageTarget value='9'><navLabel><text>9</text></navLabel><content src='text/two.xhtml#p9'/></pageTarget></pageList></ncx>";
    let bytes = archive(&[
        ("META-INF/container.xml", CONTAINER),
        ("OPS/book.opf", package.as_bytes()),
        ("OPS/nav.xhtml", nav.as_bytes()),
        ("OPS/toc.ncx", ncx.as_bytes()),
        ("OPS/text/one.xhtml", b"<p>Before. <a id='p7'/>On seven.</p><p>Seven.</p>"),
        ("OPS/text/two.xhtml", b"<p id='p9'>Nine.</p>"),
        ("OPS/text/notes.xhtml", b"<p>A note.</p>"),
    ]);
    check(
        epub::read,
        &bytes,
        expect![[r#"
        The Port / - / 1998-05 / https://example.org/port / How the port was built. / Jane Roe
        ! the file lacks 1 of its 4 chapters
        ¶ (7) Before. On seven.
        ¶ (7) Seven.
        ¶ (9) Nine.
        ¶ A note.
    "#]],
    );
}

#[test]
fn texts_leave_out_what_is_none() {
    check_pieces(
        odt::read,
        &text(
            "<text:p>One<text:s text:c='900000000'/>two<office:annotation><text:p>Why?</text:p></office:annotation><text:tab/>\
             <text:hidden-text>x</text:hidden-text><text:meta>three</text:meta><draw:frame><svg:title>Picture</svg:title></draw:frame></text:p>\
             <text:section text:display='condition' text:is-hidden='true'><text:p>Hidden.</text:p></text:section>\
             <text:section text:display='condition'><text:p>Shown.</text:p></text:section>\
             <text:alphabetical-index><text:index-body><text:p>port 3</text:p></text:index-body></text:alphabetical-index>\
             <text:list><text:list-item><text:h text:outline-level='2'>Ships</text:h><text:p>Item</text:p></text:list-item></text:list>",
        ),
        "¶ One two three\n¶ Shown.\n## Ships\n- Item\n",
    );
}

#[test]
fn rich_text_keeps_its_characters() {
    let check = |text: &str, expected: &str| check_pieces(rtf::read, &rich(text), expected);
    check(r"Stra\'dfe \u8212\'97 \u8220?caf\u233e\u8221?\par", "¶ Straße — “café”\n");
    check(r"\uc2 \u26481\'93\'8c\uc1 x", "¶ 東x\n");
    check(r"\uc0\u55357\u56832 ok", "¶ 😀ok\n");
    check(
        r"{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial Cyr;}{\f2\fcharset128 Mincho;}}\f1 \'cc\'e8\'f0\f0 , \f2\'93\'8c\par",
        "¶ Мир, 東\n",
    );
    check(
        r"{\fonttbl\f0\fnil\fcharset0 Arial;\f1\fnil\fcharset2 Symbol;}{\f1\'b3} 5\~%, co\-op\_eration \endash  \lquote a\rquote\line b",
        "¶ ≥ 5 %, coop-eration – ‘a’ b\n",
    );
    check(r"a\{b\}\\c", "¶ a{b}\\c\n");
    check("one\\\ntwo\\\n\n", "¶ one\n¶ two\n");
}

#[test]
fn rich_text_leaves_out_what_is_none() {
    let check = |text: &str, expected: &str| check_pieces(rtf::read, &rich(text), expected);
    check(
        r"{\header Head}{\*\unknown x{y}}a{\v hidden}{\deleted gone} b{\pict 00ff}{\field{\*\fldinst HYPERLINK x}{\fldrslt c}}\par",
        "¶ a bc\n",
    );
    check(
        r"It cost 5{\super\chftn {\footnote\pard\plain {\super\chftn} The Post.\par}} million.\par Next.",
        "¶ It cost 5 million.\n^ The Post.\n¶ Next.\n",
    );
    check(
        r"{\stylesheet{Normal;}{\s1\outlinelevel0 heading 1;}{\s2 toc 1;}{\*\cs3 Strong;}}\pard\s1 Ships\par\pard\s2 Ships 3\par\pard\plain Text\par",
        "# Ships\n¶ Text\n",
    );
    check(r"{\listtext\'b7\tab}One\par \pard {\pntext 2.\tab}Two\par\pard Three", "- One\n- Two\n¶ Three\n");
    check(r"{\deleted One\par}Two", "¶ Two\n");
    check(r"{\upr{Caf?}{\*\ud{Caf\u233 ?}}}", "¶ Café\n");
    check(r"{\pict\bin4 }}}}}a", "¶ a\n");
}

#[test]
fn rich_text_has_tables_in_tables() {
    check_pieces(
        rtf::read,
        &rich(
            r"\trowd\cellx1\cellx2\pard\intbl a\cell b\par c\cell\row\trowd\cellx1\cellx2\pard\intbl d\cell\pard\intbl\itap2 e\nestcell f\nestcell{\*\nesttableprops\trowd\cellx1\nestrow}{\nonesttables\par}\pard\intbl g\cell\row\pard After.\par",
        ),
        "| a | b c\n| d | g\n| e | f\n¶ After.\n",
    );
}

#[test]
fn simple_programs_write_simple_rich_text() {
    // As WordPad writes it.
    let wordpad = r"{\rtf1\ansi\ansicpg1251\deff0\nouicompat\deflang1049{\fonttbl{\f0\fnil\fcharset204 Calibri;}{\f1\fnil\fcharset0 Calibri;}}
{\*\generator Riched20 10.0.19041}\viewkind4\uc1
\pard\sa200\sl276\slmult1\f0\fs22\lang25 \'cf\'ee\'f0\'f2 \f1\lang1033 (port)\par
\pard{\pntext\f2\'B7\tab}{\*\pn\pnlvlblt\pnf2\pnindent0{\pntxtb\'B7}}\fi-360\li720 14 ships\par
}
";
    check_pieces(rtf::read, wordpad.as_bytes(), "¶ Порт (port)\n- 14 ships\n");
    // As the programs of macOS write it.
    let mac = "{\\rtf1\\ansi\\ansicpg1252\\cocoartf2709\n\\cocoatextscaling0\\cocoaplatform0{\\fonttbl\\f0\\fswiss\\fcharset0 Helvetica;}\n\
        {\\colortbl;\\red255\\green255\\blue255;}\n{\\info\n{\\title The Port}\n{\\author Jane Roe}\n{\\creatim\\yr2024\\mo3\\dy2\\hr9}}\n\
        \\pard\\tx560\\pardirnatural\\partightenfactor0\n\n\\f0\\fs24 \\cf0 The port\\'92s quay \\\'97 1,140 metres.\\\n\\\nIt cost \\uc0\\u8364 412 million.}";
    let mac = mac.replace("\\\\'97", "\\'97");
    let reading = rtf::read(mac.as_bytes()).expect("a reading");
    assert_eq!(shown(&reading.pieces), "¶ The port’s quay — 1,140 metres.\n¶ It cost €412 million.\n");
    assert_eq!(reading.metadata.title.as_deref(), Some("The Port"));
    assert_eq!(reading.metadata.authors, ["Jane Roe"]);
    assert_eq!(reading.metadata.date.as_deref(), Some("2024-03-02"));
}

#[test]
fn entities_are_never_resolved() {
    let laughs = "<!DOCTYPE w [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>";
    let outside = "<!DOCTYPE w [<!ENTITY b SYSTEM 'file:///etc/hostname'>]>";
    for definition in [laughs, outside] {
        let document = format!("{definition}<w:document><w:p><w:r><w:t>&b;</w:t></w:r></w:p></w:document>");
        let bytes = archive(&[("word/document.xml", document.as_bytes())]);
        let problem = docx::read(&bytes).expect_err("a problem");
        assert_eq!(problem, Problem::Damaged("it brings a document type definition, which is not read".to_string()));
    }
    let body = "<w:p><w:r><w:t>a &b; &amp;amp; &#8212; &#x41;</w:t></w:r></w:p>";
    check_pieces(docx::read, &word(body), "¶ a &amp; — A\n");
}

#[test]
fn nesting_has_an_end() {
    let too_deep =
        |what: &str, depth: usize| Err(Problem::OverLimit(format!("{what} more than {depth} deep in each other")));
    let nested = |tag: &str, n: usize| format!("{}a{}", format!("<{tag}>").repeat(n), format!("</{tag}>").repeat(n));
    assert_eq!(docx::read(&word(&nested("w:sdt", 10_000))), too_deep("elements", 256));
    assert_eq!(odt::read(&text(&nested("text:span", 10_000))), too_deep("elements", 256));
    assert_eq!(epub::read(&book(&nested("div", 10_000))), too_deep("elements", 512));
    assert_eq!(rtf::read("{\\rtf1 ".repeat(100_000).as_bytes()), too_deep("groups", 256));
    check_pieces(epub::read, &book(&nested("div", 500)), "¶ a\n");
    check_pieces(epub::read, &book(&"<p>a".repeat(2_000)), &"¶ a\n".repeat(2_000));
    check_pieces(rtf::read, &rich(&format!("{}a{}", "{".repeat(200), "}".repeat(200))), "¶ a\n");
}

#[test]
fn archives_have_limits() {
    let over = |what: &str| Err(Problem::OverLimit(what.to_string()));
    let bomb = archive(&[("word/document.xml", &vec![b' '; 3 << 20])]);
    assert!(bomb.len() < 1 << 14);
    assert_eq!(docx::read(&bomb), over("more than 200 times its size once unpacked"));
    // Smaller limits than those in use, so that the test is quick.
    let limits = Limits { total: 256 << 10, member: 64 << 10, n_members: 10, ratio: 200, ratio_applies_from: 1 << 20 };
    let part = vec![b' '; 60 << 10];
    let large = vec![b' '; 65 << 10];
    let parts = ["a", "b", "c", "d", "e"].map(|it| (it, part.as_slice()));
    let bytes = archive(&[&parts[..], &[("f", &large)]].concat());
    let mut opened = Archive::open_within(limits, &bytes).expect("an archive");
    let mut read = |name: &str| opened.read(name).map(|it| it.map(|it| it.bytes.len()));
    assert_eq!(read("f"), Err(Problem::OverLimit("more than 64 KiB in `f`".to_string())));
    assert_eq!(["a", "b", "c"].map(&mut read), [Ok(Some(60 << 10)), Ok(Some(60 << 10)), Ok(Some(60 << 10))]);
    assert_eq!(read("d"), Err(Problem::OverLimit("more than 256 KiB once unpacked".to_string())));
    assert_eq!(read("other"), Ok(None));
    let names: Vec<String> = (0..4097).map(|it| format!("{it}.xml")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|it| (it.as_str(), b"".as_slice())).collect();
    assert_eq!(docx::read(&archive(&members)), over("more than 4096 files inside of it"));
    // A short member of nothing but space is no bomb.
    let body = format!("<w:p><w:r><w:t>Text.</w:t></w:r></w:p>{}", " ".repeat(500_000));
    check_pieces(docx::read, &word(&body), "¶ Text.\n");
}

#[test]
fn what_an_archive_says_of_its_sizes_is_not_believed() {
    let mut bytes = word(&"<w:p><w:r><w:t>Text.</w:t></w:r></w:p>".repeat(10));
    // The unpacked size stands 24 bytes into the record of a member, and 22 bytes into its head.
    for (mark, at) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let found = bytes.windows(4).position(|it| it == mark).expect("a mark");
        bytes[found + at..found + at + 4].copy_from_slice(&3u32.to_le_bytes());
    }
    let reading = docx::read(&bytes);
    assert!(
        matches!(&reading, Ok(it) if it.pieces.len() == 10) || matches!(&reading, Err(Problem::Damaged(_))),
        "{reading:?}"
    );
    let huge = rich(r"\bin2147483647 a");
    assert_eq!(rtf::read(&huge), Err(Problem::Empty));
}

#[test]
fn names_lead_nowhere_outside() {
    let relations =
        "<Relationships><Relationship Type='x/officeDocument' Target='../../../../etc/word.xml'/></Relationships>";
    let document = "<w:document><w:p><w:r><w:t>Inside.</w:t></w:r></w:p></w:document>";
    let bytes = archive(&[
        ("_rels/.rels", relations.as_bytes()),
        ("etc/word.xml", document.as_bytes()),
        ("../../../outside.xml", b"<a/>"),
        ("/etc/passwd", b"<a/>"),
    ]);
    check_pieces(docx::read, &bytes, "¶ Inside.\n");
}

#[test]
fn broken_files_give_what_can_be_read() {
    let half = |bytes: &[u8]| bytes[..bytes.len() / 2].to_vec();
    assert!(matches!(docx::read(&half(office_file!("pandoc.docx"))), Err(Problem::Damaged(_))));
    assert!(matches!(epub::read(b"no archive"), Err(Problem::Damaged(_))));
    assert!(matches!(odt::read(b"no archive"), Err(Problem::Damaged(_))));
    assert!(matches!(rtf::read(b"no rich text"), Err(Problem::Damaged(_))));
    let reading = rtf::read(&half(office_file!("pandoc.rtf"))).expect("a reading");
    assert!(reading.pieces.len() > 5);
    assert_eq!(reading.notes, ["it breaks off before its end"]);
    let flat = office_file!("writer.fodt");
    let reading = odt::read(&flat[..flat.len() / 4 * 3]).expect("a reading");
    assert_eq!(reading.pieces.first().map(|it| it.text.as_str()), Some("Ferries of the Sound"));
    assert_eq!(reading.notes.len(), 1);
    let body = "<w:p><w:r><w:t>One.</w:t></w:p><w:p><w:r><w:t>Two.</w:t></w:r></w:p><w:p><w:r><w:t>Three</w:t";
    check_pieces(docx::read, &word(body), "¶ One.\n¶ Two.\n¶ Three\n");
    assert_eq!(docx::read(&word("")), Err(Problem::Empty));
    assert_eq!(rtf::read(&rich("")), Err(Problem::Empty));
}

/// Changes a few bytes: other values, parts repeated, the end cut off.
fn damage(random: &mut fastrand::Rng, bytes: &mut Vec<u8>) {
    for _ in 0..random.usize(1..40) {
        let at = random.usize(..bytes.len());
        match random.u8(..5) {
            0 => bytes[at] = random.u8(..),
            1 => bytes[at] ^= 1 << random.u8(..8),
            2 => bytes.truncate(at.max(bytes.len() / 2).max(1)),
            3 => drop(bytes.drain(at..(at + random.usize(1..64)).min(bytes.len() - 1).max(at))),
            _ => {
                let end = (at + random.usize(..64)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
        }
    }
}

/// The members of an archive.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = Archive::open(bytes).expect("an archive");
    let mut names: Vec<String> = archive.names().map(str::to_string).collect();
    names.sort();
    let mut read = |name: &str| archive.read(name).ok().flatten().expect("a member").bytes;
    names.iter().map(|it| (it.clone(), read(it))).collect()
}

#[test]
fn any_bytes_at_all_give_a_reading_or_a_problem() {
    let n_rounds: usize = option_env!("CITECHECK_ROUNDS").and_then(|it| it.parse().ok()).unwrap_or(20);
    let mut random = fastrand::Rng::with_seed(11);
    let mut n_read = 0;
    for (ending, read, original) in files() {
        let is_archive = original.starts_with(b"PK");
        let parts = if is_archive { members(original) } else { Vec::new() };
        for round in 0..n_rounds {
            // Damage to an archive is mostly seen by its checksums, so that its members are damaged as well.
            let bytes = if is_archive && round % 2 == 0 {
                let mut parts = parts.clone();
                let text_parts: Vec<_> =
                    parts.iter_mut().filter(|it| it.1.starts_with(b"<") && it.1.len() > 60).collect();
                for (_, bytes) in text_parts {
                    if random.u8(..3) == 0 {
                        damage(&mut random, bytes);
                    }
                }
                let parts: Vec<(&str, &[u8])> = parts.iter().map(|it| (it.0.as_str(), it.1.as_slice())).collect();
                archive(&parts)
            } else {
                let mut bytes = original.to_vec();
                damage(&mut random, &mut bytes);
                bytes
            };
            let reading = read(&bytes);
            if let Ok(reading) = &reading {
                n_read += 1;
                assert!(!reading.pieces.is_empty(), "{ending}");
                let is_line = |it: &Piece| !it.text.trim().is_empty() && !it.text.contains('\n');
                assert!(reading.pieces.iter().all(is_line), "{ending}");
            }
            _ = sniff::sniff(&bytes);
        }
    }
    assert!(n_read > files().len() * n_rounds / 4, "{n_read}");
}
