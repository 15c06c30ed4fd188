use expect_test::{Expect, expect};

use super::super::html::tests::shown;
use super::*;

fn check(mail: &str, expected: Expect) -> Reading {
    let reading = read(mail.as_bytes()).expect("a mail");
    expected.assert_eq(&shown(&reading.pieces));
    // Programs that keep mails on other systems write both line ends.
    let other = read(mail.replace('\n', "\r\n").as_bytes()).expect("a mail");
    assert_eq!(other, reading);
    reading
}

/// The pieces of a mail with this body.
fn body(text: &str) -> String {
    let mail = format!("From: a@b.example\nSubject: Grain\n\n{text}");
    read(mail.as_bytes()).map(|it| shown(&it.pieces).replace('\n', "/")).unwrap_or_default()
}

#[test]
fn a_mail_is_a_source() {
    let reading = check(
        "From: \"Roe, Jane\" <jane@harbour.example>\n\
         To: John Doe <john@town.example>, Ann Lee <ann@town.example>\n\
         Subject: Re: Fwd: =?utf-8?q?The_new_tariff_=E2=80=93_a_question?=\n\
         Date: Sat, 2 Mar 2024 23:10:11 -0500\n\
         Organization: Harbour Office\n\
         Content-Type: text/plain; charset=windows-1252\n\
         Content-Transfer-Encoding: quoted-printable\n\n\
         Dear John,\n\n\
         the new tariff is =80 5 per tonne from 1 April, and the council has agreed\n\
         to it by nine votes to two.\n\n\
         - Ferries pay nothing.\n\
         - Fishing boats pay half of\n  that.\n\n\
         On 1 March 2024 at 10:00, John Doe <john@town.example> wrote:\n\
         > Is it true that the tariff rises to 5 euros? The paper says so, and nobody\n\
         > in the office knows it.\n\
         >> I have heard 4 euros.\n\n\
         Yours,\nJane\n\n\
         --=20\nJane Roe\nHarbour Office, 555 0100\n",
        expect![[r#"
            P Dear John,
            P the new tariff is € 5 per tonne from 1 April, and the council has agreed to it by nine votes to two.
            - Ferries pay nothing.
            - Fishing boats pay half of that.
            P On 1 March 2024 at 10:00, John Doe <john@town.example> wrote:
            > Is it true that the tariff rises to 5 euros? The paper says so, and nobody in the office knows it.
            > I have heard 4 euros.
            P Yours,
            P Jane
        "#]],
    );
    let metadata = &reading.metadata;
    assert_eq!(metadata.title.as_deref(), Some("The new tariff – a question"));
    assert_eq!(metadata.authors, ["Jane Roe"]);
    assert_eq!(metadata.publisher.as_deref(), Some("Harbour Office"));
    assert_eq!(metadata.date.as_deref(), Some("2024-03-02"));
    assert_eq!(metadata.descriptor.as_deref(), Some("mail from Jane Roe to John Doe and one other"));
    assert_eq!(metadata.url, None);
}

#[test]
fn of_two_forms_of_a_text_the_fuller_one_is_read() {
    let mail = |plain: &str| {
        format!(
            "From: a@b.example\nContent-Type: multipart/alternative; boundary=b1\n\n\
             --b1\nContent-Type: text/plain\n\n{plain}\n\n\
             --b1\nContent-Type: text/html\n\n<div style='display:none'>In brief</div><table><tr><td><h1>Grain</h1>\
             <p>Three ships came in on Monday with 4,000 tonnes of grain.<p>One of them sank.</table>\
             <p>You are receiving this email because you asked for it. <a href=u>Unsubscribe</a></p>\n--b1--\n"
        )
    };
    check(
        &mail("View this email in your browser: https://b.example/1\n\nGrain"),
        expect![[r#"
            # Grain
            P Three ships came in on Monday with 4,000 tonnes of grain.
            P One of them sank.
        "#]],
    );
    check(
        &mail("Grain\n\nThree ships came in on Monday with 4,000 tonnes of grain.\n\nOne of them sank."),
        expect![[r#"
            P Grain
            P Three ships came in on Monday with 4,000 tonnes of grain.
            P One of them sank.
        "#]],
    );
}

#[test]
fn what_hangs_on_a_mail_is_read_when_it_is_a_mail_and_named_when_not() {
    let reading = check(
        "From: jane@harbour.example\nSubject: Two reports\nContent-Type: multipart/mixed; boundary=outer\n\n\
         --outer\nContent-Type: text/plain; format=flowed\n\nHere are the two reports you asked \nfor.\n From the ministry came \none.\n\n\
         --outer\nContent-Type: application/pdf\nContent-Disposition: attachment; filename=\"report.pdf\"\nContent-Transfer-Encoding: base64\n\nJVBERi0xLjQK\n\
         --outer\nContent-Type: text/plain\nContent-Disposition: attachment; filename=\"notes.txt\"\n\nThese are notes.\n\
         --outer\nContent-Type: image/png\nContent-ID: <logo>\nContent-Transfer-Encoding: base64\n\niVBORw0K\n\
         --outer\nContent-Type: message/rfc822\n\nFrom: Ministry <press@mfa.example>\nSubject: Statement on grain\nDate: Sun, 3 Mar 2024 12:00:00 +0100\n\n\
         The ministry has counted 4,000 tonnes.\nIt writes Content-Type: message/rfc822 above.\n\n\
         Confidentiality notice: this message is for the addressee only.\n--outer--\n",
        expect![[r#"
            P Here are the two reports you asked for.
            P From the ministry came one.
            ## Statement on grain — Ministry, 2024-03-03
            P The ministry has counted 4,000 tonnes.
            P It writes Content-Type: message/rfc822 above.
        "#]],
    );
    assert_eq!(
        reading.notes,
        [
            "the attachment report.pdf is not read: save it beside the mail",
            "the attachment notes.txt is not read: save it beside the mail"
        ]
    );
}

#[test]
fn signatures_and_notices_go_and_their_neighbours_stay() {
    for (clutter, text) in [
        ("-- \nJane Roe\nHarbour Office", "-- that is all --\nJane Roe"),
        ("Sent from my iPhone", "Sent from my office to yours on Monday."),
        ("This e-mail and any attachments are confidential.", "This e-mail is late because the post was late."),
        ("To unsubscribe, click here.", "To the council I say no."),
        ("Disclaimer: the firm is not liable.", "The disclaimer of the firm is long."),
    ] {
        let plain = body("The port is open.\n");
        assert_eq!(body(&format!("The port is open.\n\n{clutter}\n")), plain, "{clutter}");
        let left = body(&format!("The port is open.\n\n{text}\n"));
        assert!(left.len() > plain.len(), "{text}: {left}");
    }
    // Below the signature of a mail stands what it answers to.
    assert_eq!(
        body("Yes.\n-- \nJane\n\nOn Monday John wrote:\n> Is it open?"),
        "P Yes./P On Monday John wrote:/> Is it open?/"
    );
}

#[test]
fn the_mail_that_another_one_shows_is_quoted() {
    assert_eq!(
        body("That is clear.\n\n-----Original Message-----\nFrom: Jane Roe\nSent: Monday\n\nThe tariff is 5 euros.\n"),
        "P That is clear./> -----Original Message-----/> From: Jane Roe/> Sent: Monday/> The tariff is 5 euros./"
    );
    let rich = "From: a@b.example\nContent-Type: text/html\n\n<div>That is clear.</div><div class=gmail_signature>Jane, 555 0100</div>\
                <blockquote class=gmail_quote>The tariff is 5 euros.</blockquote>";
    check(
        rich,
        expect![[r#"
            P That is clear.
            > The tariff is 5 euros.
        "#]],
    );
}

#[test]
fn lines_that_were_broken_to_fit_are_joined_and_others_are_not() {
    assert_eq!(
        body("The port of the town was opened by the mayor in the spring of the\nyear 2024, after eleven years.\n"),
        "P The port of the town was opened by the mayor in the spring of the year 2024, after eleven years./"
    );
    assert_eq!(
        body("Ships: 14\nCranes: 2\nThe port was opened by the mayor in the spring of the year.\n"),
        "P Ships: 14/P Cranes: 2/P The port was opened by the mayor in the spring of the year./"
    );
    assert_eq!(body("Grain\n=====\nThree ships<https://b.example/very/long> came.\n"), "## Grain/P Three ships came./");
}

#[test]
fn a_mailbox_is_a_source_of_many_mails() {
    let mailbox = "From jane@harbour.example Sat Mar  2 10:00:00 2024\nFrom: Jane Roe <jane@harbour.example>\nSubject: Grain\nDate: Sat, 2 Mar 2024 10:00:00 +0000\n\n\
                   Three ships came in.\n>From here they sail north.\n\n\
                   From john@town.example Sun Mar  3 10:00:00 2024\nFrom: John Doe <john@town.example>\nSubject: Re: Grain\nDate: Sun, 3 Mar 2024 10:00:00 +0000\n\n\
                   How many tonnes?\n\nFrom what I hear it was 4,000.\n";
    for mailbox in [mailbox.to_string(), mailbox.replace('\n', "\r\n")] {
        let reading = read_mbox(mailbox.as_bytes()).expect("a mailbox");
        expect![[r#"
            # Grain — Jane Roe, 2024-03-02
            P Three ships came in.
            P From here they sail north.
            # Grain — John Doe, 2024-03-03
            P How many tonnes?
            P From what I hear it was 4,000.
        "#]]
        .assert_eq(&shown(&reading.pieces));
        assert_eq!(reading.metadata.title.as_deref(), Some("Grain"));
        assert_eq!(reading.metadata.date.as_deref(), Some("2024-03-03"));
        assert_eq!(
            reading.metadata.descriptor.as_deref(),
            Some("mailbox of 2 mails between 2024-03-02 and 2024-03-03")
        );
    }
    let many = "From a@b.example 2024\nSubject: x\n\nThe port is open.\n\n".repeat(MAX_MAILS + 5);
    let reading = read_mbox(many.as_bytes()).expect("a mailbox");
    assert_eq!(reading.notes, ["more than 10000 mails: the other 5 are not read"]);
}

#[test]
fn a_mail_of_apple_mail_stands_between_its_length_and_what_the_program_knows() {
    let mail = "Subject: Grain\n\nThree ships came in.\n";
    let kept = format!("{}      \n{mail}<?xml version=\"1.0\"?><plist></plist>", mail.len());
    assert_eq!(shown(&read_emlx(kept.as_bytes()).expect("a mail").pieces), "P Three ships came in.\n");
    assert!(matches!(read_emlx(mail.as_bytes()), Err(Problem::Damaged(_))));
}

#[test]
fn mails_made_to_do_harm_are_read_or_refused() {
    let head = "From: a@b.example\nSubject: x\n";
    let multi = |it: usize| format!("Content-Type: multipart/mixed; boundary=b{it}\n\n--b{it}\n");
    let deep: String = (0..1_000).map(multi).collect();
    assert!(
        read(format!("{head}{deep}Content-Type: text/plain\n\nThe port is open.\n").as_bytes())
            .is_ok_and(|it| it.pieces.len() == 1)
    );
    let forwarded = "Content-Type: message/rfc822\n\nSubject: x\n".repeat(20_000);
    assert!(matches!(read(format!("{head}{forwarded}\nThe port is open.\n").as_bytes()), Err(Problem::OverLimit(_))));
    let parts = "--b\nContent-Type: text/plain\n\nThe port is open.\n".repeat(50_000);
    assert!(read(format!("{head}Content-Type: multipart/mixed; boundary=b\n\n{parts}").as_bytes()).is_ok());
    assert!(read(format!("{head}Content-Type: multipart/mixed; boundary=\"\"\n\n--\n\nx\n--\n").as_bytes()).is_err());
    assert!(read("From: ".as_bytes()).is_err() && read("x".repeat(100_000).as_bytes()).is_err() && read(b"").is_err());
    let encrypted = "From: a@b.example\nContent-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n";
    assert_eq!(read(encrypted.as_bytes()), Err(Problem::Locked));
}
