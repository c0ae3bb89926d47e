//! Names in texts, as people write them.

use super::*;
use crate::people;
use crate::text::Source;

fn found(text: &str, within: Within) -> Vec<&str> {
    let file = "jonas: {name: Jonas Ekdahl, contacts: {chat: \"@jek\"}}\nrose: {name: Rose May}\n\
                obrien: {name: \"Seán O'Brien\"}\nmw: {name: Mary-Jane Watson}\nvg: {name: Vincent van Gogh}\n\
                yuki: {name: 山田 太郎}\nbo: {name: Bo Li}\nmd: {name: Mark Down}\n";
    let called = Called::of(&people::read(&Source::new("people.yaml", file)));
    called.find(text, within).into_iter().map(|(place, _)| &text[place]).collect()
}

#[test]
fn names_are_found_however_they_are_written() {
    for (text, expected) in [
        ("Jonas Ekdahl rang", &["Jonas Ekdahl"][..]),
        ("JONAS EKDAHL, jonas ekdahl", &["JONAS EKDAHL", "jonas ekdahl"]),
        ("Jonas\nEkdahl, Jonas&nbsp;Ekdahl", &["Jonas\nEkdahl", "Jonas&nbsp;Ekdahl"]),
        ("jonas-ekdahl-falls JonasEkdahl Jonas_Ekdahl", &["jonas-ekdahl", "JonasEkdahl", "Jonas_Ekdahl"]),
        ("Jonas's cat, Ekdahl’s dog, J. Ekdahl", &["Jonas", "Ekdahl", "J. Ekdahl"]),
        ("git blame jonas", &["jonas"]),
        ("jonas.ekdahl@example.org, jonas@host$", &["jonas.ekdahl@example.org", "jonas@host"]),
        ("ask @jek or @bo", &["@jek", "@bo"]),
        ("Seán O’Brien and Sean O'Brien and Sean OBrien", &["Seán O’Brien", "Sean O'Brien", "Sean OBrien"]),
        ("O&#39;Brien said", &["O&#39;Brien"]),
        (
            "Mary Jane Watson, Mary-Jane, mary-jane watson",
            &["Mary Jane Watson", "Mary-Jane", "mary-jane watson"],
        ),
        ("van Gogh, Gogh", &["van Gogh", "Gogh"]),
        ("山田太郎が倒れた。山田 太郎と山田さん", &["山田太郎", "山田 太郎", "山田"]),
        ("In May a rose bloomed; Rose May and ROSE MAY", &["Rose May", "ROSE MAY"]),
        ("mark down 2 the date", &[]),
        ("Analysis of Ekdahlite, a bo, Lima, li", &[]),
        ("Bo Li, Bo, bo li", &["Bo Li", "Bo", "bo li"]),
    ] {
        assert_eq!(found(text, Within::Text), expected, "{text}");
    }
    assert_eq!(found("what-bo-did-in-may", Within::Id), ["bo"]);
}

#[test]
fn handles_are_found_in_addresses_and_titles_are_no_names() {
    let file = "sean: {name: Seán O'Brien, contacts: {chat: \"@seanob\", github: https://code.example/obrienx}}\n\
                dr: {name: Dr. Eva Stone}\n";
    let called = Called::of(&people::read(&Source::new("people.yaml", file)));
    for (text, expected) in [
        ("https://x.example/u/seanob", &["seanob"][..]),
        ("https://x.example/seanob/1?by=2, x.example/@obrienx.", &["seanob", "@obrienx"]),
        ("https://code.example/obrienx/repo/pull/1", &["obrienx"]),
        ("https://code.example/obrienxy and/or", &[]),
        ("we asked Dr. Stone and Stone agreed; Dr Jones", &["Stone", "Stone"]),
        ("a Stone fell on the Dr. Watson", &[]),
    ] {
        let found: Vec<&str> =
            called.find(text, Within::Text).into_iter().map(|(place, _)| &text[place]).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn words_are_names_only_where_they_surely_are() {
    let file = "rob: {name: Rob Field}\nmira: {name: Mira Price}\nkim: {name: Kim Case}\nal: {name: Al Port}\n\
                admin: {name: Root Admin}\ngrace: {name: Grace Page}\nprof: {name: Dr. Hans Groß}\ntom: {name: Tom Baker}\n\
                md: {name: Mark Down Jr.}\nzoe: {name: Zoë Müller-Lüdenscheid}\nann: {name: Ann-Sofie Åkerström}\n\
                je: {name: Jonas Ekdahl, contacts: {mail: je77@x.example, chat: \"@jonny\", phone: +46 70 123 45 67}}\n";
    let called = Called::of(&people::read(&Source::new("people.yaml", file)));
    let found = |text: &str, within| -> Vec<String> {
        called.find(text, within).into_iter().map(|(place, _)| text[place].to_owned()).collect()
    };
    for text in [
        "Port 8080 closed. Price data wrong. Case 12 opened; Field x was empty",
        "In Case of fire. Page the SRE on the Case. The Price Data. PAGE PORT. Grace period, admin, a baker",
        "Dr. Watson of Jr. things, et al",
    ] {
        assert!(found(text, Within::Text).is_empty(), "{text} {:?}", found(text, Within::Text));
    }
    for (text, expected) in [
        ("and then Price turned it, so Page asked", &["Price", "Page"][..]),
        ("Price said so. Baker slept. Rob Field, Al", &["Price", "Baker", "Rob Field", "Al"]),
        ("Hans, Hans Gross, Dr. Hans Groß", &["Hans", "Hans Gross", "Dr. Hans Groß"]),
        ("Mark Down did, Mark Down Jr. too", &["Mark Down", "Mark Down Jr"]),
        ("Zoe Mueller-Luedenscheid, AAKERSTROEM", &["Zoe Mueller-Luedenscheid", "AAKERSTROEM"]),
        ("Ekdahls Fehler, Åkerströms bil", &["Ekdahl", "Åkerström"]),
        ("je77 and jonny, +46701234567", &["je77", "jonny", "+46701234567"]),
    ] {
        assert_eq!(found(text, Within::Text), expected, "{text}");
    }
    assert!(found("port: 80; FROM case WHERE Price = Field -- sudo -u admin", Within::Code).is_empty());
    assert_eq!(
        found("# Mira Price, mira, @admin, je77", Within::Code),
        ["Mira Price", "mira", "@admin", "je77"]
    );
}

#[test]
fn nothing_panics() {
    for text in ["", "@", "é", "İstanbul @jek", "J.", "'", "Jonas@", "@@jonas@@", "Jonas.@x.", "&nbsp;", "&"]
    {
        let _ = found(text, Within::Text);
        let _ = found(text, Within::Id);
    }
}
