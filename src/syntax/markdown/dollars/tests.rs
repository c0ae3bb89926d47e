use proptest::prelude::*;

use super::*;

fn found(text: &str) -> Vec<&str> {
    let survey = Survey::of(text, Options::ENABLE_TABLES);
    survey.formulas.into_iter().map(|span| &text[span.range()]).collect()
}

#[test]
fn formulas_are_found() {
    for formula in [
        "$x$",
        "$a_1 + b$",
        r"$\frac{1}{2}$",
        "$N$",
        "$2x + 3$",
        "$10^6$",
        "$1$",
        "$0.5$",
        r"$\{a\}$",
        r"$x \text{ if it rains}$",
        r"$\iint f\,dx dy$",
        "$max(a, b)$",
        "$(AB)$",
        "$(xy)^2 + (z)$",
        "${AB}^2$",
        r"${n \choose k}$",
        "$x*y*z$",
        r"$5 \$$",
        "$a\nb$",
        "$$x$$",
        "$$ net income = gross - tax $$",
        "$$\n\\sum_i i\n$$",
    ] {
        assert_eq!(found(formula), [formula], "{formula}");
        assert_eq!(found(&format!("*In* ({formula}), {formula}.")), [formula; 2], "{formula}");
    }
    assert_eq!(found("数$x$の"), ["$x$"]);
    assert_eq!(found("$(OutDir)/($x$)"), ["$x$"]);
    assert_eq!(found("$a*b$, $c*d$ costs $5, `$x` $y$"), ["$a*b$", "$c*d$", "$y$"]);
}

#[test]
fn money_and_variables_are_not() {
    for text in [
        "It costs $5. Use `$HOME` here.",
        "Set $PATH, **$HOME** and $X.",
        "Pay $10 (see [the page](x.md)) and 20$.",
        "cost is $3, tax is 3$",
        "$120k `base` + 30k$",
        "$5 or 10$, US$5/US$6, 20$/month or 30$/month",
        "$A/$B ${A}/${B} $A:$B",
        "$(SolutionDir)$(Configuration)",
        r"**$(IntDir)\\$(MSBuildProjectName).log**",
        "$(out)-$(name).$(ext)",
        "${HOME}, 5$",
        "$A and B$",
        "$5\n\n6$",
        "[$5](x) 6$",
        "<https://a.example/$x$> `$x$` <b title=\"$x$\">",
        "| $5 | 6$ |\n|---|---|\n| $1 | 1$ |",
        "kill $$ or kill $$",
        "$$$ $$$",
        r"\$x\$ $x\$",
        "$} {$",
        "    $x$",
        "[$x$]\n\n[$x$]: y",
    ] {
        assert_eq!(found(text), [""; 0], "{text}");
    }
}

#[test]
fn only_what_is_no_formula_is_hidden() {
    let options = Options::ENABLE_MATH;
    let told = Told::new("$x$, $5 \\$6 `$7`", options);
    assert_eq!(told.text, "$x$, \u{2}5 \\$6 `$7`");
    assert_eq!(told.reveal(Event::Text("\u{2}5".into())), Event::Text("$5".into()));
    assert_eq!(
        Told::new("$x$ [a][$b] [$c](d$ \"$\")\n\n[$b]: e$", options).text,
        "$x$ [a][\u{2}b] [\u{2}c](d$ \"$\")\n\n[\u{2}b]: e$"
    );
    assert_eq!(Told::new("$x$ \u{2} $5", options).text, "$x$ \u{2} \u{3}5");
    let money = Told::new("$5 $6", options);
    assert_eq!((&*money.text, money.options), ("$5 $6", Options::empty()));
    let all = STAND_INS.iter().collect::<String>() + "$x$ $5";
    assert_eq!(
        (&*Told::new(&all, options).text, Told::new(&all, options).options),
        (&*all, Options::empty())
    );
}

const PIECES: [&str; 32] = [
    "$",
    "$",
    "$",
    "$$",
    "$x$",
    "5",
    "a",
    " ",
    " ",
    "\n",
    "\n\n",
    "`",
    "*",
    "**",
    "[$](a$b)",
    "[$ a][b$]",
    "[b$]: c$\n",
    "[b$]",
    "[^a$]",
    "[^a$]: ",
    "\\",
    "{",
    "}",
    "<b ",
    ">",
    "\"",
    "| ",
    "|--|\n",
    "> ",
    "- ",
    "# ",
    "and",
];

proptest! {
    /// The parser finds the formulas that were told apart, and no others. A bracket within a
    /// formula is left out: it may open a link in one reading and not in the other.
    #[test]
    fn the_parser_agrees(pieces in prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..30)) {
        let text = pieces.concat();
        let options = crate::syntax::markdown::Dialect::default().options();
        let formulas = Survey::of(&text, options.difference(Options::ENABLE_MATH)).formulas;
        let told = Told::new(&text, options);
        let read: Vec<Span> = Parser::new_ext(&told.text, told.options)
            .into_offset_iter()
            .filter(|(event, _)| matches!(event, Event::InlineMath(_) | Event::DisplayMath(_)))
            .map(|(_, range)| range.into())
            .collect();
        prop_assert_eq!(read, formulas, "{:?}", text);
    }
}
