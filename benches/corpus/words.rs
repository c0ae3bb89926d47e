//! What the pages are made of: words, and sentences with gaps.
//!
//! A gap is `¤` and a letter: `n` a noun, `v` a verb, `a` an adjective, `A` one with a capital,
//! `d` an adverb, `g` a group of people, `G` one with a capital, `c` a city, `k` a number, `x` a
//! rare name. In code there are also `T` a type's name, `p`, `q` and `r` three identifiers that
//! are the same throughout a block, `s` a plain sentence, and `1` and `2` two numbers.

use super::Dice;

const NOUNS: &str = "account agenda alarm allowance analysis answer appraisal archive assumption audience backlog \
    balance barrier batch benchmark bonus boundary breach briefing broker budget bug calendar campaign candidate \
    capacity ceremony channel charter checklist claim clause client cluster coach comment commitment compiler \
    complaint concern contract copy correction cost counter course credit customer cutover dashboard deadline \
    dependency deputy design desk diagram digest discount document domain draft drill duty editor effort engineer \
    error estimate evidence example exception experiment failure feature feedback finding fix flag folder forecast \
    form forum function gap gateway goal grade grant graph group guide handover headline hearing hint hypothesis \
    idea impact incentive incident index initiative inquiry insight interface interview inventory invoice issue \
    journal key kitchen label laptop launch layer leader ledger lesson library licence limit list lobby log lunch \
    machine manual margin market meeting member memo mentor merger message method metric migration milestone minute \
    mission mistake model module monitor narrative network newsletter notice objective offer office onboarding \
    operator option order outage outcome owner package panel parameter partner password patch pattern payment \
    payroll penalty period phase pilot pipeline plan platform policy pool portal prediction premise principle \
    prize probe problem procedure product profile progress project promise proof proposal prototype purchase \
    quality query question queue quota rate ratio reader reason receipt recipe record recruit reference region \
    register rehearsal release remedy reminder repair replica report request requirement reserve review reward \
    risk role rollout roster rota routine rule sample scenario schedule scope score script season secret section \
    seminar server session shift signal skill slot snapshot source speaker sponsor sprint stage standard statement \
    step stock story strategy study subject summary supplier survey switch symptom table target task team template \
    term test theme theory threshold ticket timeline token tool topic tour trace trade trainer transfer travel trend \
    trial trigger update upgrade value vendor venture version visit visitor voucher wage warning window workshop";

const VERBS: &str = "accept adapt adjust admit adopt advise agree align allow amend answer apply approve arrange assess \
    assign assist attach audit automate await balance block book borrow bring build cancel capture carry change chart \
    check choose cite claim clean close coach collect combine comment compare compile complete conclude confirm \
    connect consider consult contain copy correct count debate decide defer define delay deliver describe design \
    detect develop direct discuss display divide document double draft drop edit email embed end enter escalate \
    estimate examine exchange expand expect explain export express extend fetch file fill filter find finish fix \
    follow forecast format frame fund gather give guard guess guide hand handle help hide highlight host improve \
    include inform inspect install interview introduce invite join judge justify keep label launch learn leave lend \
    limit link list load lock maintain manage map mark match measure mend mention merge migrate monitor move name \
    negotiate note notice observe offer open operate order outline own pause perform pick place plan practise predict \
    prepare present print propose protect prove provide publish question quote raise rank read rebuild record recover \
    recruit reduce refer refine refuse register rehearse release remind remove repair repeat replace report request \
    resolve restore retire return reuse review revise reward rotate sample save scan schedule score search select \
    send separate settle share show sign simplify sketch solve sort split sponsor start state stop store study submit \
    suggest support survey suspend switch tag teach test time trace track train translate treat trust tune update use \
    validate verify view visit vote warn watch weigh welcome widen write";

const ADJECTIVES: &str = "abrupt absent accurate active actual additional annual average basic blunt bold brief bright broad \
    calm candid central certain cheap clean clear common compact complete constant correct costly curious daily deep \
    dense detailed direct distant double dull early eager easy empty entire equal essential exact extra fair familiar \
    final firm fixed flexible formal fragile frequent fresh full general generous gentle genuine global gradual hard \
    hidden honest huge idle important independent informal initial inner intense joint keen key large late lean legal \
    light likely limited local long loose loud main manual mature medium mild minor missing mixed mobile modest monthly \
    mutual narrow neat new noisy normal obvious odd official open optional ordinary outer overall partial patient \
    permanent plain planned pleasant possible precise previous primary private prompt proper proud public quick quiet \
    random rapid rare raw ready real recent regional regular related reliable remote robust rough routine safe scarce \
    secret secure sensible separate serious shared sharp short silent simple slow small smooth social solid sound \
    special spare stable standard steady steep strict strong sudden suitable tall technical temporary thin thorough tidy \
    tight timely tiny total tough typical unique unusual upper urgent useful usual vacant vague valid vast visible warm \
    weak weekly wide wise yearly";

const ADVERBS: &str = "again almost already always briefly calmly carefully clearly closely daily directly early easily \
    equally exactly fairly finally firmly frankly freely fully gently gladly hardly honestly jointly kindly lately mostly \
    neatly normally often openly partly plainly politely promptly properly quickly quietly rarely readily regularly \
    safely seldom sharply slowly smoothly soon steadily strictly together truly usually weekly wisely";

const GROUPS: &str = "analysts apprentices architects assistants auditors buyers coaches colleagues consultants deputies \
    developers engineers founders guests hosts interns leaders lecturers librarians managers operators organisers \
    planners reviewers speakers specialists students supervisors technicians testers trainers translators visitors";

const CITIES: &str = "Aarhus Antwerp Bilbao Bologna Bratislava Brno Cagliari Cluj Delft Denver Dundee Espoo Faro Gdansk \
    Girona Halifax Innsbruck Kaunas Kobe Lima Lund Maribor Nantes Odense Ottawa Poznan Recife Riga Split Tampere Utrecht \
    Zadar";

/// Names of pages, by their number within a team.
pub const PAGES: [&str; 20] = [
    "first-week",
    "pull-requests",
    "paging-policy",
    "business-travel",
    "interview-loop",
    "roadmap-planning",
    "access-control",
    "spending-limits",
    "home-office",
    "decision-records",
    "meeting-rules",
    "release-train",
    "data-lifecycle",
    "growth-reviews",
    "team-charter",
    "word-list",
    "local-setup",
    "house-style",
    "asking-for-help",
    "incident-drills",
];

/// Values of `labels`.
pub const LABELS: [&str; 12] = [
    "people",
    "safety",
    "money",
    "craft",
    "law",
    "habits",
    "systems",
    "values",
    "forecasts",
    "service",
    "delivery",
    "trust",
];

pub const SENTENCES: [&str; 22] = [
    "Every ¤n that we ¤v needs a ¤n, and somebody ¤a who can ¤v it without asking for a ¤n.",
    "¤G who ¤v the ¤a ¤n should ¤d tell ¤x what they want to ¤v next.",
    "Where a ¤n is ¤a we ¤v it within ¤k hours, and where it is not we ¤v the ¤n first.",
    "Nothing about the ¤n has to be ¤a: ¤v what there is, then ¤v the rest with ¤x.",
    "In ¤c the ¤g ¤v their ¤n before lunch, so that others can ¤v the ¤a ¤n the same day.",
    "Ask the ¤n, not the ¤n: the former was made to ¤v, the latter only to ¤v.",
    "Use **¤x** when you ¤v a ¤n, and leave a short ¤n for whoever has to ¤v it.",
    "One ¤a ¤n is worth ¤k that ¤g must ¤v twice.",
    "Set `¤x` to ¤k if the ¤a ¤n is slow, or ¤v the ¤n and wait for the next ¤n.",
    "It helps to ¤v the ¤n *after* the ¤n, since a ¤a ¤n is hard to ¤v under pressure.",
    "Our ¤g ¤d ¤v the ¤n, although only ¤k percent of them have seen a ¤a ¤n.",
    "¤A work on the ¤n starts with a ¤n, continues with ¤k small trials, and ends when the ¤g ¤v it.",
    "Do not ¤v the ¤n for the sake of the ¤n; a ¤n exists so that we ¤d ¤v less.",
    "¤x moved the ¤n to ¤c in the spring, which is why the ¤a ¤n looks ¤a today.",
    "Should the ¤n fail, ¤v it once, ¤v the ¤n owner in ¤c, and write down what was ¤a.",
    "Two ¤g share each ¤a ¤n: one to ¤v it, the other to ¤v the ¤n behind it.",
    "There are ¤k ways to ¤v a ¤n, and the ¤a one is nearly always to ¤v the ¤n first.",
    "A good ¤n says what to ¤v, whom to ¤v and by when, and it fits a ¤a ¤n.",
    "We learned from the ¤n in ¤c that ¤a ¤g ¤v the ¤n more ¤d than we thought.",
    "Keep the ¤n ¤a, the ¤n ¤a, and the ¤n where ¤g can ¤v it ¤d.",
    "When ¤x asks for a ¤n, give the ¤a ¤n instead and ¤v the difference together.",
    "The ¤n closes after ¤k days unless ¤g ¤v it, so ¤v your ¤a ¤n in time.",
];

pub const HEADINGS: [&str; 14] = [
    "Why we ¤v the ¤n",
    "What to ¤v",
    "¤A ¤n",
    "Who can ¤v a ¤n",
    "When the ¤n is ¤a",
    "The way to ¤v it",
    "Limits of the ¤n",
    "Asking for a ¤n",
    "If you have to ¤v",
    "Numbers",
    "A ¤a ¤n in practice",
    "From ¤n to ¤n",
    "Background",
    "What we ¤v next",
];

const SYLLABLES: &str = "al an ar bel bi bro ca chi dan del do dra en er fa fen fi ga gor gu hal he il im ja jo ka kel ki la len li \
    lor ma mi mon na nel ni no or os pa pel pi ra rin ro sa sel shi so ta ten ti tor ul um va ven vi wa win ya zel zi";

/// The word lists, cut up, and the rare names.
pub struct Words {
    nouns: Vec<&'static str>,
    verbs: Vec<&'static str>,
    adjectives: Vec<&'static str>,
    adverbs: Vec<&'static str>,
    groups: Vec<&'static str>,
    cities: Vec<&'static str>,
    rare: Vec<String>,
}

/// What is the same throughout one block of code.
pub struct Fixed {
    pub name: String,
    pub identifiers: [String; 3],
    pub sentence: String,
    pub numbers: [u64; 2],
}

impl Words {
    pub fn new() -> Self {
        let cut = |list: &'static str| list.split_whitespace().collect();
        Words {
            nouns: cut(NOUNS),
            verbs: cut(VERBS),
            adjectives: cut(ADJECTIVES),
            adverbs: cut(ADVERBS),
            groups: cut(GROUPS),
            cities: cut(CITIES),
            rare: rare_names(&SYLLABLES.split_whitespace().collect::<Vec<_>>()),
        }
    }

    /// A rare name: few of them are common, most are seen once or twice, as words are.
    pub fn rare(&self, dice: &mut Dice) -> &str {
        let share = dice.share().powi(3);
        &self.rare[((self.rare.len() as f64 * share) as usize).min(self.rare.len() - 1)]
    }

    pub fn noun(&self, dice: &mut Dice) -> &'static str {
        dice.pick(&self.nouns)
    }

    /// `template` with its gaps filled, appended to `out`.
    pub fn fill(&self, template: &str, dice: &mut Dice, fixed: Option<&Fixed>, out: &mut String) {
        let mut parts = template.split('¤');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let (gap, rest) = part.split_at(1);
            self.fill_gap(gap, dice, fixed, out);
            out.push_str(rest);
        }
    }

    fn fill_gap(&self, gap: &str, dice: &mut Dice, fixed: Option<&Fixed>, out: &mut String) {
        match (gap, fixed) {
            ("T", Some(fixed)) => out.push_str(&fixed.name),
            ("p", Some(fixed)) => out.push_str(&fixed.identifiers[0]),
            ("q", Some(fixed)) => out.push_str(&fixed.identifiers[1]),
            ("r", Some(fixed)) => out.push_str(&fixed.identifiers[2]),
            ("s", Some(fixed)) => out.push_str(&fixed.sentence),
            ("1", Some(fixed)) => out.push_str(&fixed.numbers[0].to_string()),
            ("2", Some(fixed)) => out.push_str(&fixed.numbers[1].to_string()),
            ("n", _) => out.push_str(dice.pick(&self.nouns)),
            ("v", _) => out.push_str(dice.pick(&self.verbs)),
            ("a", _) => out.push_str(dice.pick(&self.adjectives)),
            ("A", _) => out.push_str(&capital(dice.pick(&self.adjectives))),
            ("d", _) => out.push_str(dice.pick(&self.adverbs)),
            ("g", _) => out.push_str(dice.pick(&self.groups)),
            ("G", _) => out.push_str(&capital(dice.pick(&self.groups))),
            ("c", _) => out.push_str(dice.pick(&self.cities)),
            ("k", _) => out.push_str(&dice.between(2, 90).to_string()),
            ("x", _) => out.push_str(self.rare(dice)),
            _ => panic!("no gap is called {gap}"),
        }
    }

    /// `count` sentences.
    pub fn sentences(&self, count: usize, dice: &mut Dice) -> String {
        let mut text = String::new();
        for number in 0..count {
            if number > 0 {
                text.push(' ');
            }
            self.fill(dice.pick(&SENTENCES), dice, None, &mut text);
        }
        text
    }

    /// One sentence without markup or quotes.
    pub fn plain_sentence(&self, dice: &mut Dice) -> String {
        self.sentences(1, dice).replace(['*', '`'], "")
    }

    pub fn filled(&self, template: &str, dice: &mut Dice) -> String {
        let mut text = String::new();
        self.fill(template, dice, None, &mut text);
        text
    }
}

/// `word` with a capital; all words here begin with an ASCII letter.
pub fn capital(word: &str) -> String {
    let (first, rest) = word.split_at(1);
    first.to_ascii_uppercase() + rest
}

fn rare_names(syllables: &[&str]) -> Vec<String> {
    let mut dice = Dice::new("rare names");
    let mut seen = std::collections::HashSet::new();
    let mut names = Vec::new();
    while names.len() < 20_000 {
        let name: String = (0..dice.between(2, 4)).map(|_| dice.pick(syllables)).collect();
        if seen.insert(name.clone()) {
            names.push(capital(&name));
        }
    }
    names
}
