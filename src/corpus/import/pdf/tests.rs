use expect_test::{Expect, expect};

use super::read;
use crate::corpus::Problem;
use crate::corpus::import::{PieceKind, Reading};

macro_rules! sample {
    ($name:literal) => {
        include_bytes!(concat!("../../../../tests/formats/pdf/", $name))
    };
}

/// The pieces: page, kind, words; rows with bars between their cells.
fn shown(reading: &Reading) -> String {
    let line = |it: &crate::corpus::import::Piece| {
        let kind = match it.kind {
            PieceKind::Heading(level) => "#".repeat(level.into()),
            PieceKind::Paragraph => "-".into(),
            PieceKind::Item => "*".into(),
            PieceKind::Quote => ">".into(),
            PieceKind::Row => "|".into(),
            PieceKind::Note => "^".into(),
        };
        format!("{} {kind} {}\n", it.page.unwrap_or_default(), it.text.replace('\t', " | "))
    };
    let notes = reading.notes.iter().map(|it| format!("note: {it}\n"));
    reading.pieces.iter().map(line).chain(notes).collect()
}

fn check(bytes: &[u8], expected: Expect) -> Reading {
    let reading = read(bytes).expect("a reading");
    expected.assert_eq(&shown(&reading));
    reading
}

/// A file of objects numbered from 1, the first of them the catalog.
fn file(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut acc = b"%PDF-1.7\n".to_vec();
    let mut places = Vec::new();
    for (idx, object) in objects.iter().enumerate() {
        places.push(acc.len());
        acc.extend_from_slice(format!("{} 0 obj\n", idx + 1).as_bytes());
        acc.extend_from_slice(object);
        acc.extend_from_slice(b"\nendobj\n");
    }
    let start = acc.len();
    acc.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
    for place in places {
        acc.extend_from_slice(format!("{place:010} 00000 n \n").as_bytes());
    }
    let size = objects.len() + 1;
    acc.extend_from_slice(format!("trailer\n<</Root 1 0 R/Size {size}>>\nstartxref\n{start}\n%%EOF\n").as_bytes());
    acc
}

fn stream(dictionary: &str, content: &[u8]) -> Vec<u8> {
    let head = format!("<<{dictionary}/Length {}>>\nstream\n", content.len());
    [head.as_bytes(), content, b"\nendstream"].concat()
}

const RESOURCES: &str = "/Resources<</Font<</F 3 0 R/B 4 0 R/T 5 0 R>>/XObject<</X 6 0 R>>>>/MediaBox[0 0 400 500]";

/// A file of pages with a plain font `F`, a bold one `B`, one with odd codes `T` and a form `X`.
fn pages(contents: &[&str]) -> Vec<u8> {
    pages_with(contents, "/Type/Font/Subtype/Type1/BaseFont/Helvetica", "BT /F 10 Tf 40 300 Td (in a form) Tj ET")
}

fn pages_with(contents: &[&str], odd: &str, form: &str) -> Vec<u8> {
    let kids: String = (0..contents.len()).map(|it| format!("{} 0 R ", 7 + 2 * it)).collect();
    let form = stream(&format!("/Type/XObject/Subtype/Form/BBox[0 0 400 500]{RESOURCES}"), form.as_bytes());
    let mut objects = vec![
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Kids[{kids}]/Count {}>>", contents.len()).into_bytes(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>".to_vec(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>".to_vec(),
        format!("<<{odd}>>").into_bytes(),
        form,
    ];
    for (idx, content) in contents.iter().enumerate() {
        objects.push(format!("<</Type/Page/Parent 2 0 R/Contents {} 0 R{RESOURCES}>>", 8 + 2 * idx).into_bytes());
        objects.push(stream("", content.as_bytes()));
    }
    file(&objects)
}

/// Lines of text in 10 points from a height down.
fn lines(from: u32, lines: &[&str]) -> String {
    let body: String = lines.iter().map(|it| format!("({it}) Tj T*\n")).collect();
    format!("BT /F 10 Tf 12 TL 40 {from} Td\n{body}ET\n")
}

fn words(contents: &[&str]) -> String {
    words_of(&pages(contents))
}

fn words_of(bytes: &[u8]) -> String {
    let reading = read(bytes).expect("a reading");
    reading.pieces.iter().map(|it| it.text.as_str()).collect::<Vec<_>>().join(" / ")
}

#[test]
fn a_report_is_read_with_its_table_and_its_notes() {
    let reading = check(
        sample!("report.pdf"),
        expect![[r#"
        1 # Review of the Year 2023
        1 - The Norrvik Harbour Authority handled 4.2 million tonnes of cargo in 2023, a rise of 6.5 per cent on the year before. Container traffic made up 61 per cent of it, and the remainder was timber, fish meal and gravel. The authority’s chair, Ingrid Solberg, told the council on 2 March 2024 that the growth “came sooner than anybody at this table expected”.
        1 - Twelve berths were in service at the end of the year. Two of them, at the eastern quay, had been closed for repairs until 14 August; the works cost 31.5 million crowns, which is 2.3 million less than the council had set aside. The well-known crane from 1911 was taken down and given to the maritime museum.
        1 ## Traffic
        1 - A total of 1,874 ships called at Norrvik. The largest was the Aurelia Strand, with a length of 294 metres, which berthed on 9 May. The officials’ first estimates had put the number of calls at 1,700. Ferries to Halden ran 18 times a week in summer and nine times a week in winter.
        1 | Cargo | 2022 | 2023
        1 | Containers, million tonnes | 2.31 | 2.56
        1 | Timber, million tonnes | 0.88 | 0.91
        1 | Fish meal, thousand tonnes | 412 | 398
        1 ### Safety
        1 - Three accidents were reported, none of them fatal. On 21 November a tug struck the breakwater in fog; the inquiry, led by Tomas Varga, concluded that the lighthouse had been dark for 40 minutes. Its recommendations were:
        1 * a second source of power for the lighthouse, by June 2024;
        1 ^ Harbour register, volume 41, entries for January to December 2023.
        1 ^ See the interim report of September 2023, page 7, table 2.
        2 * a pilot on every ship longer than 90 metres;
        2 * weekly instead of monthly tests of the fog signal.
        2 - The council accepted all three on 12 January 2024. Mr Varga wrote in his letter to the council:
        2 - “Nobody on the tug did anything wrong. They steered by a light that was not there, and the harbour had known for a year that the cable was worn.”
        2 ## Finances
        2 - Revenue came to 188.4 million crowns, of which harbour dues were 121.7 million. Expenditure rose to 171.9 million, mostly because of the price of electricity, which had doubled since 2021. The surplus of 16.5 million was paid into the fund for the western quay. Per square kilometre of water, 10⁴ samples were taken, and the concentration of CO2 was measured at 40 m² of the surface.
        2 - The auditors, Halvorsen & Lie, had no objections. They recommended that the authority should publish its accounts twice a year, and that contracts above 500,000 crowns should be put out to tender without exception. The council will decide on both recommendations in its meeting of 18 April 2024, after the representatives of the employees have been heard.
    "#]],
    );
    assert_eq!(reading.metadata.title.as_deref(), Some("Norrvik Harbour Authority: Review of the Year 2023"));
    assert_eq!(reading.metadata.authors, ["Ingrid Solberg", "Tomas Varga"]);
    assert_eq!(reading.metadata.date.as_deref(), Some("2024-03-02"));
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let reading = check(
        sample!("columns.pdf"),
        expect![[r#"
        1 # Silting at Norrvik: where the sediment comes from and what can be done about it
        1 - Annika Lindqvist and Benjamin Okafor
        1 - The harbour of Norrvik has been silting up since the breakwater was lengthened in 1974. Surveys by the hydrographic office put the loss of depth at 4.1 centimetres a year on average, with a maximum of 9.7 centimetres at the entrance of the inner basin. Dredging has cost the municipality 112 million crowns since 1990. This paper reports the results of a two-year investigation with sediment traps and drifting buoys, and it compares three proposals for reducing the deposition.
        1 - Earlier investigations attributed the silting to the river Vesla, whose catchment was deforested in the nineteenth century. Hagen (1988) estimated that 85 per cent of the sediment was fluvial. That estimate rested on eleven samples, all of them taken in April, when the meltwater carries more material than in the other months taken together. Our own samples, 614 in number and distributed over 26 months, give a different impression.
        1 ## Methods
        1 - Between June 2020 and August 2022 we deployed twelve sediment traps at depths of 3 to 14 metres. Each trap was emptied every three weeks by divers of the coastguard. The material was dried, weighed and analysed for its mineral composition at the university laboratory in Halden. In addition, 40 buoys with satellite transmitters were released on five occasions, and their positions were recorded at intervals of ten minutes.
        1 - The mineralogical fingerprint of the river differs from that of the coast. River sediment contains a considerable proportion of chlorite, whereas the sediment of the coast is dominated by quartz and feldspar. Mixing ratios were determined by a least-squares procedure. The uncertainty, obtained by bootstrapping, was smaller than four percentage points for all but two of the traps.
        1 ## Results
        1 - In the traps at the entrance 71 per cent of the material had come from the coast and 29 per cent from the river. In the inner basin the proportions were 52 and 48 per cent. The buoys confirm that picture: of the 40 released off the northern headland, 27 entered the harbour within two days, carried by an eddy that forms behind the breakwater when the wind blows from the north-west.
        1 - The deposition was concentrated in a small number of events. Seven storms, which lasted 19 days altogether, accounted for 58 per cent of the annual total. During the storm of 12 January 2022 alone the trap at the entrance collected 3.8 kilograms of dry material, which is more than in the preceding four months. Such concentration has practical implications, since a barrier that is closed for three weeks a year could keep out more than half of the sediment.
        2 | Trap | Depth, m | River, %
        2 | Entrance | 14 | 29
        2 | Eastern quay | 9 | 37
        2 | Inner basin | 6 | 48
        2 - Table 1: Share of the river in three of the twelve traps.
        2 - Depth soundings of 1974, 1991, 2008 and 2022 were compared on a grid of ten metres. The volume that has accumulated amounts to 1.9 million cubic metres. About a fifth of it lies in the turning basin, where the vessels of the ferry line manoeuvre, and where the propellers keep the finest fractions in suspension until the harbour is quiet at night.
        2 ## Discussion
        2 - The first proposal, which the harbour administration prefers, is to shorten the breakwater by 120 metres. Our calculations suggest that this would reduce the deposition by a third and increase the height of the waves at the eastern quay by 0.4 metres. The second proposal is a submerged sill at the entrance. It would be cheaper, at 46 million crowns, but it would have to be cleared every eighteen months. The third is a flap gate of the kind that was installed at Sandvik in 2015.
        2 - As the engineer responsible for the gate at Sandvik, Marit Rønning, put it in conversation with the authors: "The gate does not care where the sand comes from. It only has to be shut at the right moment, and the forecast has become good enough for that." Since 2015 it has been closed on 124 days, and the dredgers have not been needed once.
        2 - We conclude that the contribution of the river has been overestimated, and that measures in the catchment, on which 37 million crowns have been spent since 2001, cannot be expected to keep the harbour open. The gate is the most expensive of the three proposals, at 210 million crowns, and the only one whose effect can be demonstrated.
        2 ## References
        2 * 1. Hagen, O.: Sediment transport in the Vesla catchment. Halden: University Press, 1988.
        2 * 2. Lindqvist, A.: Eddies behind breakwaters. In: Coastal Processes 7 (2019), pp. 112–131.
        2 * 3. Rønning, M.; Okafor, B.: Four years of the Sandvik gate. Harbour Engineering 33 (2019), no. 2.
    "#]],
    );
    // The name of a file is no title; the heading is.
    let title = "Silting at Norrvik: where the sediment comes from and what can be done about it";
    assert_eq!(reading.metadata.title.as_deref(), Some(title));
}

#[test]
fn minutes_from_a_word_processor_are_read() {
    let reading = check(
        sample!("minutes.pdf"),
        expect![[r#"
        1 # Minutes of the council’s meeting of 18 April 2024
        1 - Office of the Council of Norrvik
        1 ## Attendance
        1 - Present were the mayor, Ellen Aas, and 23 of the 27 members. Apologies had been received from Mr Brekke, Ms Dahl, Mr Fossum and Ms Lunde. The meeting was opened at 17.05 by the deputy mayor, who announced that it was being recorded.
        1 ## Accounts of the harbour
        1 - The treasurer, Mr Hansen, presented the accounts for 2023. He said that the surplus of 16.5 million crowns was “the best result since 2007, and no reason to grow careless”. Members asked about the price of electricity, about the contract with the tug company, and about the state of the western quay. The accounts were approved with 20 votes to three.
        1 | Item | Budget, crowns | Outcome, crowns
        1 | Harbour dues | 118,000,000 | 121,700,000
        1 | Rents | 44,500,000 | 43,900,000
        1 | Other income | 20,000,000 | 22,800,000
        1 ## Decisions
        1 * 1. Contracts above 500,000 crowns are put out to tender without exception.
        1 * 2. The accounts are published twice a year, in March and in September.
        1 * 3. The second ferry is discussed again in the autumn, when the line’s figures for the summer are known.
        1 - Ms Eide asked for her vote against the third decision to be recorded. The meeting closed at 19.40.
        1 ^ Recording of the meeting, 34 minutes in.
        1 ^ The next meeting is on 16 May 2024.
    "#]],
    );
    // The file was made later than its title says.
    assert_eq!(reading.metadata.date.as_deref(), Some("2024-04-18"));
}

#[test]
fn the_printout_of_a_page_knows_its_address() {
    let reading = check(
        sample!("printout.pdf"),
        expect![[r#"
        1 # Ferry to Halden resumes after storm
        1 - By Karin Moe
        1 - 8 February 2024
        1 - The ferry between Norrvik and Halden sailed again on Thursday morning, three days after storm Ylva had torn it from its moorings. On board were 212 passengers and 64 cars, the shipping line said.
        1 - “The hull is sound, and the ramp works,” said Captain Per Nygård, who has been on the route for 22 years. “We lost two days and a good deal of paint.”
        1 - The storm had reached 38 metres per second on the evening of 4 February, the strongest wind since measurements began at the lighthouse in 1962. The harbour was closed for 41 hours. The damage to the quay is put at 9.4 million crowns.
        1 ## More sailings in March
        1 - From 1 March there will be 14 sailings a week instead of nine. The line had carried 310,000 passengers in 2023, four per cent fewer than in the year before, which it puts down to repairs in the autumn.
        1 - The council’s transport committee, chaired by Ellen Aas, wants to discuss a second ship in April. It would cost about 240 million crowns and could not be in service before 2027.
        1 - Sailings a week: 14
        1 - Price for a car: 290 crowns
    "#]],
    );
    assert_eq!(reading.metadata.url.as_deref(), Some("http://norrvik-post.example/printout.html"));
    assert_eq!(reading.metadata.accessed.as_deref(), Some("2026-11-29"));
    // When it was printed says nothing of when it was written.
    assert_eq!(reading.metadata.date.as_deref(), Some("2024-02-08"));
    assert_eq!(read(sample!("unlocked.pdf")).map(|it| it.pieces), Ok(reading.pieces));
}

#[test]
fn a_scan_says_so() {
    assert_eq!(read(sample!("scan.pdf")), Err(Problem::Scanned(1)));
    check(
        sample!("recognized.pdf"),
        expect![[r#"
        1 - The lighthouse of Norrvik was lit for the first time on 3 October 1862. Its keeper, Anders Holm, noted in the log: “A clear night, the light seen from eleven miles.”
    "#]],
    );
    let mixed = read(sample!("mixed.pdf")).expect("a reading");
    assert_eq!(mixed.notes, ["page 2 is a picture without text"]);
    assert_eq!(mixed.pieces.last().and_then(|it| it.page), Some(3));
}

#[test]
fn what_cannot_be_read_says_why() {
    assert_eq!(read(sample!("locked.pdf")), Err(Problem::Locked));
    assert!(matches!(read(b"<html>"), Err(Problem::Damaged(_))));
    assert!(matches!(read(b"%PDF-1.7\n"), Err(Problem::Damaged(_))));
    assert_eq!(read(&pages(&[""])), Err(Problem::Empty));
}

#[test]
fn a_file_that_was_cut_short_gives_what_is_there() {
    let whole = sample!("printout.pdf");
    let cut = &whole[..whole.len() * 9 / 10];
    let reading = read(cut).expect("a reading");
    assert_eq!(reading.notes, ["the file is damaged, and what could be found of it was read"]);
    assert!(reading.pieces.len() > 8);
}

#[test]
fn gaps_are_spaces() {
    assert_eq!(words(&["BT /F 10 Tf 40 400 Td [(The)-250(port)-250(is)-240(op)20(en)] TJ ET"]), "The port is open");
    // Letters that are all set apart.
    assert_eq!(words(&["BT /F 10 Tf 3 Tc 40 400 Td (ports) Tj ET"]), "ports");
    assert_eq!(words(&["BT /F 10 Tf 40 400 Td (The) Tj 25 0 Td (port) Tj ET"]), "The port");
}

#[test]
fn marks_of_notes_are_dropped_and_powers_are_kept() {
    let line = |before: &str, raised: &str, after: &str| {
        words(&[&format!(
            "BT /F 10 Tf 40 400 Td ({before}) Tj /F 6 Tf 4 Ts ({raised}) Tj /F 10 Tf 0 Ts ({after}) Tj ET"
        )])
    };
    assert_eq!(line("slow growth.", "12", " It fell"), "slow growth. It fell");
    assert_eq!(line("slow growth", "3,4", ", it fell"), "slow growth, it fell");
    assert_eq!(line("about 3 x 10", "6", " cells"), "about 3 x 10⁶ cells");
    assert_eq!(line("some 40 km", "2", " of land"), "some 40 km² of land");
    assert_eq!(line("on the 5", "th", " of May"), "on the 5th of May");
}

#[test]
fn turned_letters_over_the_text_are_none_of_it() {
    let text = lines(400, &["The port is open,", "and the ferry sails."]);
    let stamp = "BT /F 60 Tf 0.7 0.7 -0.7 0.7 60 100 Tm (DRAFT) Tj ET\n";
    assert_eq!(words(&[&format!("{stamp}{text}")]), "The port is open, and the ferry sails.");
    // A page that lies on its side is turned.
    let side = "BT /F 10 Tf 0 1 -1 0 200 40 Tm 12 TL (The port is open,) Tj T* (and the ferry sails.) Tj ET";
    assert_eq!(words(&[side]), "The port is open, and the ferry sails.");
}

#[test]
fn a_paragraph_goes_on_over_the_page() {
    let long = "The harbour of Norrvik was closed for two days after the storm";
    let check = |last: &str, first: &str| words(&[&lines(100, &[long, last]), &lines(400, &[first, long])]);
    let (open, closed) =
        ("and the ferries that were to sail to Halden in the morning", "and the ferries sailed in the morning.");
    assert_eq!(check(open, "stayed in port."), format!("{long} {open} stayed in port. / {long}"));
    assert_eq!(check(closed, "Later they left."), format!("{long} {closed} / Later they left. / {long}"));
}

#[test]
fn running_heads_are_dropped_and_repeated_words_are_not() {
    let page = |number: u32| {
        let text = lines(400, &[&format!("This is text number {number} of the report."), "It is so."]);
        let margins = format!(
            "BT /F 8 Tf 40 480 Td (Harbour Report) Tj ET BT /F 8 Tf 350 480 Td (Chapter {number}) Tj ET\n\
             BT /F 8 Tf 200 20 Td ({number}) Tj ET\n"
        );
        format!("{margins}{text}")
    };
    let contents: Vec<String> = (1..=3).map(page).collect();
    let contents: Vec<&str> = contents.iter().map(String::as_str).collect();
    let expected: Vec<String> =
        (1..=3).map(|it| format!("This is text number {it} of the report. It is so.")).collect();
    assert_eq!(words(&contents), expected.join(" / "));
}

#[test]
fn headings_are_told_by_their_type() {
    let text = lines(300, &["The port is open, and the ferry", "sails twice a day."]);
    let head = "BT /B 18 Tf 40 400 Td (The Port) Tj ET BT /B 10 Tf 40 330 Td (Ferries) Tj ET\n";
    let lead = "BT /B 10 Tf 40 250 Td (In brief: ) Tj /F 10 Tf (it is open.) Tj ET\n";
    check(
        &pages(&[&format!("{head}{text}{lead}")]),
        expect![[r#"
            1 # The Port
            1 ## Ferries
            1 - The port is open, and the ferry sails twice a day.
            1 - In brief: it is open.
        "#]],
    );
}

#[test]
fn fonts_say_what_their_codes_show() {
    let odd = |dictionary: &str, codes: &str| {
        let content = format!("BT /T 10 Tf 40 400 Td <{codes}> Tj ET");
        words_of(&pages_with(&[&content], dictionary, ""))
    };
    let named = "/Type/Font/Subtype/Type1/BaseFont/Odd/Encoding<</Differences[1/f_i/n/e/uni20AC/a.sc/eacute/ffl]>>";
    assert_eq!(odd(named, "01020304050607"), "fine€aéffl");
    let roman = "/Type/Font/Subtype/TrueType/BaseFont/Odd/Encoding/MacRomanEncoding";
    assert_eq!(odd(roman, "8EA5D2"), "é•“");
    let unknown = "/Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H/DescendantFonts[<</Type/Font>>]";
    let content = "BT /T 10 Tf 40 400 Td <00010002> Tj ET";
    let problem = read(&pages_with(&[content], unknown, "")).expect_err("letters unknown");
    assert_eq!(problem, Problem::Damaged("its fonts do not tell their letters".into()));
}

#[test]
fn numbered_glyphs_are_read_by_their_map_in_any_alphabet() {
    let font = "/Type/Font/Subtype/Type0/BaseFont/Odd/Encoding/Identity-H\
        /DescendantFonts[<</Type/Font/Subtype/CIDFontType2/DW 1000>>]/ToUnicode 6 0 R";
    let map = "1 begincodespacerange <0000> <ffff> endcodespacerange\n\
        3 beginbfchar <0001> <00660069> <0002> <FB02> <0003> <6E2F> endbfchar\n\
        2 beginbfrange <0010> <0029> <0061> <0030> <0031> [<53E3> <D83DDEA2>] endbfrange";
    let content =
        "BT /T 10 Tf 40 400 Td <0001001d0014> Tj 0 -30 Td <0002001e00260027> Tj 0 -30 Td <000300300031> Tj ET";
    assert_eq!(words_of(&pages_with(&[content], font, map)), "fine / flowx / 港口🚢");
}

#[test]
fn a_large_first_letter_belongs_to_its_word() {
    let beside = "BT /F 10 Tf 12 TL 64 400 Td (he port of Norrvik is open) Tj T* (to ships of any size, and) Tj ET ";
    let under = "BT /F 10 Tf 40 376 Td (the ferry sails again.) Tj ET";
    let initial = "BT /F 32 Tf 40 388 Td (T) Tj ET ";
    assert_eq!(
        words(&[&format!("{initial}{beside}{under}")]),
        "The port of Norrvik is open to ships of any size, and the ferry sails again."
    );
}

#[test]
fn cells_go_on_in_closer_lines() {
    let cell = |x: u32, y: u32, words: &str| format!("BT /F 10 Tf {x} {y} Td ({words}) Tj ET\n");
    let row = |y: u32, words: [&str; 3]| cell(40, y, words[0]) + &cell(120, y, words[1]) + &cell(300, y, words[2]);
    let wrapped = [
        row(400, ["Month", "What happened", "Cost"]),
        row(380, ["January", "The port was closed by ice,", "14"]) + &cell(120, 368, "and ships were held."),
        row(348, ["February", "A road was opened.", "9"]),
    ];
    let figures = [row(200, ["Year", "Ships", "Tugs"]), row(180, ["2021", "14", "2"]), row(168, ["2022", "15", "3"])];
    check(
        &pages(&[&(wrapped.concat() + &figures.concat())]),
        expect![[r#"
            1 | Month | What happened | Cost
            1 | January | The port was closed by ice, and ships were held. | 14
            1 | February | A road was opened. | 9
            1 | Year | Ships | Tugs
            1 | 2021 | 14 | 2
            1 | 2022 | 15 | 3
        "#]],
    );
}

#[test]
fn letters_printed_twice_are_read_once() {
    assert_eq!(words(&["BT /F 10 Tf 40 400 Td (hill) Tj ET BT /F 10 Tf 40.3 400 Td (hill) Tj ET"]), "hill");
}

#[test]
fn the_words_that_a_file_gives_for_its_letters_count() {
    let content =
        "BT /F 10 Tf 40 400 Td (the coun) Tj /Span<</ActualText<FEFF00AD>>>BDC (-) Tj EMC 0 -12 Td (cil met) Tj ET";
    assert_eq!(words(&[content]), "the council met");
}

#[test]
fn forms_are_read_and_circles_of_them_end() {
    assert_eq!(words(&["/X Do"]), "in a form");
    let circle = pages_with(&["/X Do /X Do"], "", "BT /F 10 Tf 40 300 Td (once) Tj ET /X Do");
    assert_eq!(words_of(&circle), "once");
}

/// Reads what nobody would write, in a thread with the stack of a worker; what it gives does not matter, but that it ends.
fn survive(bytes: Vec<u8>) -> Result<Reading, Problem> {
    let start = std::time::Instant::now();
    let reading = read(&bytes);
    assert!(start.elapsed() < std::time::Duration::from_secs(20), "{:?}", start.elapsed());
    reading
}

#[test]
fn circles_of_pages_end() {
    let content = stream("", b"BT /F 10 Tf 40 400 Td (the words) Tj ET");
    let font = "/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>";
    let page = |parent: u32| format!("<</Type/Page/Parent {parent} 0 R/Contents 4 0 R{font}>>").into_bytes();
    let catalog = b"<</Type/Catalog/Pages 2 0 R>>".to_vec();
    let own_parent =
        file(&[catalog.clone(), b"<</Type/Pages/Kids[3 0 R]/Count 1>>".to_vec(), page(3), content.clone()]);
    assert_eq!(words_of(&own_parent), "the words");
    let kids = b"<</Type/Pages/Kids[2 0 R 3 0 R 3 0 R 2 0 R]/Count 9/Parent 2 0 R>>".to_vec();
    assert_eq!(words_of(&file(&[catalog.clone(), kids, page(2), content.clone()])), "the words");
    let root = file(&[b"<</Type/Catalog/Pages 1 0 R/Kids[1 0 R]>>".to_vec(), page(1), page(2), content]);
    assert!(survive(root).is_ok_and(|it| !it.pieces.is_empty()));
    let mut deep = vec![catalog];
    deep.extend((3..3_000).map(|it| format!("<</Type/Pages/Kids[{it} 0 R]/Count 1>>").into_bytes()));
    assert!(survive(file(&deep)).is_err());
}

#[test]
fn more_pages_than_anybody_reads_are_refused() {
    let kids = "3 0 R ".repeat(5_001);
    let objects: Vec<Vec<u8>> = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count 5001/Kids[{}]>>", "<</Type/Page>> ".repeat(5_001)).into_bytes(),
    ]
    .into();
    assert_eq!(survive(file(&objects)), Err(Problem::OverLimit("more than 5000 pages".into())));
    // The same page over and over is one page.
    let once = file(&[
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        format!("<</Type/Pages/Count 5001/Kids[{kids}]>>").into_bytes(),
        b"<</Type/Page>>".to_vec(),
    ]);
    assert_eq!(survive(once), Err(Problem::Empty));
}

#[test]
fn streams_that_unpack_to_too_much_are_left_out() {
    // Each pair of bytes stands for 128 spaces.
    let bomb: Vec<u8> = [129, b' '].repeat(80_000);
    let objects = [
        b"<</Type/Catalog/Pages 2 0 R>>".to_vec(),
        b"<</Type/Pages/Kids[3 0 R 5 0 R]/Count 2>>".to_vec(),
        b"<</Type/Page/Contents[4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R 4 0 R]>>".to_vec(),
        stream("/Filter/RunLengthDecode", &bomb),
        b"<</Type/Page/Contents 4 0 R>>".to_vec(),
    ];
    assert_eq!(survive(file(&objects)), Err(Problem::Empty));
}

#[test]
fn content_that_makes_no_sense_ends() {
    let deep = format!("{} TJ", "[".repeat(100_000));
    let states = format!("{} {}", "q ".repeat(100_000), lines(400, &["the words"]));
    let marks = format!("{} {} {}", "/A BMC ".repeat(50_000), lines(400, &["the words"]), "EMC ".repeat(50_000));
    let image = format!("{} BI /W 10 /H 10 ID {}", lines(400, &["the words"]), "x EI".repeat(50_000));
    let numbers = "0 ".repeat(500_000);
    let huge = "1e30 99999999999999999999 -0 0 . - Tm 1e9 0 0 1e9 0 0 cm BT /F 1e9 Tf (a) Tj ET 0 0 0 0 0 0 cm BT /F 9 Tf (a) Tj ET";
    let forms = "/X Do ".repeat(20_000);
    for content in [deep, states, marks, image, numbers, huge.into(), forms] {
        let _ = survive(pages(&[&content]));
    }
    assert_eq!(words(&[&format!("{} ) >> ] {}", "q ".repeat(1000), lines(400, &["the words"]))]), "the words");
}

#[test]
fn fonts_that_lead_to_themselves_end() {
    for odd in [
        "/Type/Font/Subtype/Type0/Encoding 5 0 R/ToUnicode 5 0 R/DescendantFonts[5 0 R]/FontDescriptor 5 0 R",
        "/Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts 5 0 R/W[0 9999999 1 2 [3 [4]] -1]",
        "/Type/Font/Subtype/Type3/FontMatrix[0 0 0 0 0 0]/Widths[5 0 R]/FirstChar -9/LastChar 99999/Encoding 5 0 R",
        "/Type/Font/Subtype/TrueType/Encoding<</Differences[-5/a 1e9/b 255/c/d/e]/BaseEncoding 5 0 R>>",
    ] {
        let _ = survive(pages_with(&["BT /T 10 Tf 40 400 Td (abc) Tj ET /X Do"], odd, "/T 9 Tf /X Do"));
    }
}
