//! Units, and numbers as readers want to see them.

/// What numbers count.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Unit {
    sort: Sort,
}

#[derive(Debug, Clone, PartialEq, Default)]
enum Sort {
    /// Nothing in particular.
    #[default]
    Plain,
    /// Per cent; of values from 0 to 1 when that is a hundred.
    Percent(f64),
    /// Time, in so many seconds.
    Time(f64),
    /// Bytes, in so many; by powers of 1024 or of 1000.
    Bytes(f64, bool),
    /// A currency, by its sign.
    Money(String),
    /// Anything else, by its name.
    Named(String),
}

/// One unit for all numbers of an axis: what they are divided by, and what stands before and behind them.
#[derive(Debug, Clone, PartialEq)]
pub struct Scale {
    /// The divisor.
    pub by: f64,
    before: String,
    behind: String,
}

const SI: [(f64, &str); 5] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")];
/// From where on numbers are shown by powers of ten.
const HUGE: f64 = 1e15;
const TIMES: [(f64, f64, &str); 7] = [
    (172_800.0, 86_400.0, "d"),
    (7_200.0, 3_600.0, "h"),
    (120.0, 60.0, "min"),
    (2.0, 1.0, "s"),
    (1e-3, 1e-3, "ms"),
    (1e-6, 1e-6, "µs"),
    (0.0, 1e-9, "ns"),
];

/// From how little on numbers are shown by powers of ten.
const TINY: f64 = 1e-9;
/// The digits of a number that count: beyond, there is what computing left.
const MOST_DIGITS: usize = 12;

/// By which powers bytes are counted, and what those are called.
fn powers(is_binary: bool) -> (f64, [&'static str; 6]) {
    if is_binary {
        (1024.0, ["B", "KiB", "MiB", "GiB", "TiB", "PiB"])
    } else {
        (1_000.0, ["B", "kB", "MB", "GB", "TB", "PB"])
    }
}

/// How many digits a number has behind the point.
fn places(value: f64) -> usize {
    let rounded = format!("{value:.0$e}", MOST_DIGITS - 1).parse::<f64>().unwrap_or(value);
    rounded.abs().to_string().split_once('.').map_or(0, |(_, digits)| digits.len())
}

impl Unit {
    /// The unit of a word: `ms`, `%`, `MiB`, `€`, or any other.
    pub fn of(word: &str) -> Self {
        let word = word.trim();
        let sort = match word {
            "" | "count" | "number" => Sort::Plain,
            "%" | "percent" => Sort::Percent(1.0),
            "ratio" => Sort::Percent(100.0),
            "ns" => Sort::Time(1e-9),
            "us" | "µs" | "μs" => Sort::Time(1e-6),
            "ms" => Sort::Time(1e-3),
            "s" | "seconds" => Sort::Time(1.0),
            "min" | "minutes" => Sort::Time(60.0),
            "h" | "hours" => Sort::Time(3_600.0),
            "d" | "days" => Sort::Time(86_400.0),
            "B" | "bytes" => Sort::Bytes(1.0, false),
            "kB" => Sort::Bytes(1e3, false),
            "MB" => Sort::Bytes(1e6, false),
            "GB" => Sort::Bytes(1e9, false),
            "TB" => Sort::Bytes(1e12, false),
            "KiB" => Sort::Bytes(1024.0, true),
            "MiB" => Sort::Bytes(1_048_576.0, true),
            "GiB" => Sort::Bytes(1_073_741_824.0, true),
            "€" | "$" | "£" | "¥" => Sort::Money(word.to_owned()),
            other => Sort::Named(other.to_owned()),
        };
        Unit { sort }
    }

    /// How numbers up to a size are shown beside each other.
    pub fn scale(&self, size: f64) -> Scale {
        let size = size.abs();
        // Beyond what these say, powers of ten do.
        let si = |size: f64| {
            SI.iter()
                .filter(|_| size < HUGE)
                .find(|(by, _)| size >= *by * 0.999 || *by == 1.0)
                .unwrap_or(&SI[4])
        };
        let plain = if size >= 10_000.0 { si(size) } else { &SI[4] };
        let scale = |by: f64, before: &str, behind: String| Scale { by, before: before.to_owned(), behind };
        match &self.sort {
            Sort::Plain => scale(plain.0, "", plain.1.to_owned()),
            Sort::Percent(times) => scale(1.0 / times, "", "%".to_owned()),
            // Nobody counts money in giga.
            Sort::Money(sign) if plain.0 > 1e6 => scale(1e6, sign, "M".to_owned()),
            Sort::Money(sign) => scale(plain.0, sign, plain.1.to_owned()),
            Sort::Named(name) => {
                let space = if plain.1.is_empty() { "" } else { plain.1 };
                scale(plain.0, "", format!("{space}\u{a0}{name}"))
            }
            Sort::Time(seconds) => {
                let size = size * seconds;
                // Nothing at all is nothing of the unit that was asked for.
                let size = if size == 0.0 { *seconds } else { size };
                let (_, by, name) = TIMES.iter().find(|(from, ..)| size >= *from).unwrap_or(&TIMES[3]);
                scale(by / seconds, "", format!("\u{a0}{name}"))
            }
            Sort::Bytes(bytes, binary) => {
                let (size, (power, names)) = (size * bytes, powers(*binary));
                let step = (0..names.len()).rev().find(|step| size >= power.powi(*step as i32)).unwrap_or(0);
                scale(power.powi(step as i32) / bytes, "", format!("\u{a0}{}", names[step]))
            }
        }
    }

    /// A number as it is written, with all of its digits: in a unit that suits its size where that needs few.
    pub fn show_whole(&self, value: f64) -> String {
        let size = value.abs();
        if size >= HUGE || (size > 0.0 && size < TINY) {
            return self.show(value);
        }
        let (suits, written) = (self.scale(value), self.written());
        let is_short = self.is_measure() && places(value / suits.by) <= 3;
        let scale = if is_short { suits } else { written };
        scale.show(value, places(value / scale.by), true)
    }

    /// The unit itself, whatever the size.
    fn written(&self) -> Scale {
        let scale = |by: f64, before: &str, behind: String| Scale { by, before: before.to_owned(), behind };
        match &self.sort {
            Sort::Plain => scale(1.0, "", String::new()),
            Sort::Percent(times) => scale(1.0 / times, "", "%".to_owned()),
            Sort::Money(sign) => scale(1.0, sign, String::new()),
            Sort::Named(name) => scale(1.0, "", format!("\u{a0}{name}")),
            Sort::Time(seconds) => {
                let name = TIMES.iter().find(|(_, by, _)| by == seconds).map_or("", |(.., name)| name);
                scale(1.0, "", format!("\u{a0}{name}"))
            }
            Sort::Bytes(bytes, binary) => {
                let (power, names) = powers(*binary);
                let step = (bytes.ln() / power.ln()).round() as usize;
                scale(1.0, "", format!("\u{a0}{}", names[step.min(names.len() - 1)]))
            }
        }
    }

    /// Whether its numbers are shown in the unit that suits their size.
    pub fn is_measure(&self) -> bool {
        matches!(self.sort, Sort::Time(_) | Sort::Bytes(..))
    }

    /// The word that is said once, beside an axis, where it would else stand behind each number.
    pub fn word(&self) -> Option<&str> {
        match &self.sort {
            Sort::Named(name) => Some(name),
            _ => None,
        }
    }

    /// A number on its own, to about three digits and no fewer than it has before the point.
    pub fn show(&self, value: f64) -> String {
        self.show_to(value, f64::INFINITY)
    }

    /// The same with as many digits as tell it from what is so far away. What is next to a hundred per cent is told
    /// from that too.
    pub fn show_to(&self, value: f64, grain: f64) -> String {
        let scale = self.scale(value);
        let size = (value / scale.by).abs();
        let usual = if size >= 100.0 || size == 0.0 {
            0
        } else if size >= 10.0 {
            1
        } else if size >= 1.0 {
            2
        } else {
            (2.0 - size.log10().floor()).clamp(0.0, 8.0) as usize
        };
        let rest = match self.sort {
            Sort::Percent(times) if (50.0..150.0).contains(&size) => (100.0 - size).abs() / times / 10.0,
            _ => 0.0,
        };
        let grain = if rest > TINY { grain.min(rest) } else { grain } / scale.by;
        let needed = if grain < 1.0 && grain > 0.0 { (-grain.log10()).ceil() as usize } else { 0 };
        let most = MOST_DIGITS.saturating_sub(size.max(1.0).log10().floor() as usize + 1);
        scale.show(value, usual.max(needed.min(most)), true)
    }
}

impl Scale {
    /// A number with so many digits behind the point; `short` drops zeros at its end.
    pub fn show(&self, value: f64, decimals: usize, short: bool) -> String {
        let size = (value / self.by).abs();
        let mut number = if size < HUGE { format!("{size:.decimals$}") } else { String::new() };
        if short && number.contains('.') {
            number.truncate(number.trim_end_matches('0').trim_end_matches('.').len());
        }
        let mut is_zero = number.bytes().all(|byte| matches!(byte, b'0' | b'.'));
        if is_zero && size > 0.0 {
            (number, is_zero) = (by_powers(size), false);
        }
        let sign = if value < 0.0 && !is_zero { "−" } else { "" };
        format!("{sign}{}{}{}", self.before, grouped(&number), self.behind)
    }
}

/// A number as three digits and a power of ten: `1.5×10³⁰`.
fn by_powers(size: f64) -> String {
    let written = format!("{size:.2e}");
    let (digits, power) = written.split_once('e').unwrap_or((&written, "0"));
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    let raised = power.chars().map(|c| match c.to_digit(10) {
        Some(digit) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][digit as usize],
        None => '⁻',
    });
    format!("{digits}×10{}", raised.collect::<String>())
}

/// Long numbers in groups of three digits.
fn grouped(number: &str) -> String {
    let end = number.find(['.', '×']).unwrap_or(number.len());
    if end < 5 {
        return number.to_owned();
    }
    let mut out = String::with_capacity(number.len() + 8);
    for (at, digit) in number[..end].char_indices() {
        if at > 0 && (end - at).is_multiple_of(3) {
            out.push('\u{202f}');
        }
        out.push(digit);
    }
    out + &number[end..]
}

/// Round numbers from about one to about another, at most so many and one: the marks of an axis.
pub fn ticks(from: f64, to: f64, most: usize) -> Vec<f64> {
    let span = to - from;
    if !span.is_finite() || span <= 0.0 || most == 0 {
        return vec![from];
    }
    let rough = span / most as f64;
    let power = 10.0_f64.powf(rough.log10().floor());
    let step = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|digit| digit * power);
    let step = step.into_iter().find(|step| *step >= rough * 0.999_999).unwrap_or(power * 10.0);
    let (first, last) = ((from / step - 1e-9).ceil() as i64, (to / step + 1e-9).floor() as i64);
    (first..=last).take(most + 2).map(|at| at as f64 * step).collect()
}

/// Those of the marks of an axis that are whole numbers: on one of these alone nothing else has a place.
pub fn whole(marks: Vec<f64>) -> Vec<f64> {
    let is_whole = |mark: &f64| (mark - mark.round()).abs() < 1e-6;
    if marks.iter().all(is_whole) {
        return marks;
    }
    marks.into_iter().filter(is_whole).map(f64::round).collect()
}

/// How many digits behind the point tell marks apart that lie so far from each other.
pub fn decimals(step: f64) -> usize {
    let exact = |digits: &usize| {
        let scaled = step * 10.0_f64.powi(*digits as i32);
        (scaled - scaled.round()).abs() < 1e-6 * scaled.abs().max(1e-12)
    };
    (0..9).find(exact).unwrap_or(9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_say_them() {
        let show = |unit: &str, value: f64| Unit::of(unit).show(value).replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(show("", 0.0), "0");
        assert_eq!(show("", 1234.0), "1234");
        assert_eq!(show("", 12_345.0), "12.3k");
        assert_eq!(show("", -0.001_23), "−0.00123");
        assert_eq!(show("ms", 250.0), "250 ms");
        assert_eq!(show("ms", 3_100.0), "3.1 s");
        assert_eq!(show("ms", 0.0), "0 ms");
        assert_eq!(show("s", 5_400.0), "90 min");
        assert_eq!(show("min", 300.0), "5 h");
        assert_eq!(show("%", 99.95), "99.95%");
        assert_eq!(show("%", 99.999), "99.999%");
        assert_eq!(show("%", 100.0), "100%");
        assert_eq!(show("%", 98.123), "98.1%");
        assert_eq!(show("ratio", 0.999_99), "99.999%");
        assert_eq!(show("ratio", 0.125), "12.5%");
        assert_eq!(show("bytes", 1_500_000.0), "1.5 MB");
        assert_eq!(show("KiB", 2048.0), "2 MiB");
        assert_eq!(show("", 1e300), "1×10³⁰⁰");
        assert_eq!(show("", -1.54e-300), "−1.54×10⁻³⁰⁰");
        assert_eq!(show("", 2.5e14), "250T");
        assert_eq!(show("s", 1e300), "1.16×10²⁹⁵ d");
        assert_eq!(Unit::of("").scale(1e300).show(5e299, 0, false), "5×10²⁹⁹");
        assert_eq!(Unit::of("").scale(1e-300).show(0.0, 9, false), "0.000000000");
        assert_eq!(show("€", 1_999.0), "€1999");
        assert_eq!(show("€", 1_234_567_890.0), "€1235M");
        assert_eq!(show("boards", 44.0), "44 boards");
        assert_eq!(Unit::of("").scale(9_000.0).show(12_345.0, 0, false), "12\u{202f}345");
    }

    #[test]
    fn what_is_written_has_all_of_its_digits() {
        let whole =
            |unit: &str, value: f64| Unit::of(unit).show_whole(value).replace(['\u{a0}', '\u{202f}'], " ");
        assert_eq!(whole("", 1_234_567.89), "1 234 567.89");
        assert_eq!(whole("", 0.1 + 0.2), "0.3");
        assert_eq!(whole("", -412.37), "−412.37");
        assert_eq!(whole("€", 9_999.99), "€9999.99");
        assert_eq!(whole("€", 11_306.0), "€11 306");
        assert_eq!(whole("ms", 59_999.0), "59.999 s");
        assert_eq!(whole("ms", 100_000_001.0), "100 000 001 ms");
        assert_eq!(whole("ms", 250.0), "250 ms");
        assert_eq!(whole("min", 300.0), "5 h");
        assert_eq!(whole("min", 301.0), "301 min");
        assert_eq!(whole("bytes", 1_500_000.0), "1.5 MB");
        assert_eq!(whole("MiB", 0.1), "102.4 KiB");
        assert_eq!(whole("MiB", 0.123_45), "0.12345 MiB");
        assert_eq!(whole("kB", 1_234.567_8), "1234.5678 kB");
        assert_eq!(whole("ratio", 0.999_99), "99.999%");
        assert_eq!(whole("boards", 12_345.0), "12 345 boards");
        assert_eq!(whole("", 1e300), "1×10³⁰⁰");
        assert_eq!(whole("", 1.5e-12), "1.5×10⁻¹²");
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(ticks(0.0, 100.0, 5), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(ticks(3.0, 9.0, 4), [4.0, 6.0, 8.0]);
        assert_eq!(
            ticks(-0.2, 0.3, 5),
            [-0.2, -0.1, 0.0, 0.1, 0.2, 0.3].map(|x: f64| (x * 10.0).round() * 0.1)
        );
        assert_eq!(ticks(5.0, 5.0, 5), [5.0]);
        assert_eq!(decimals(0.25), 2);
        assert_eq!(decimals(20.0), 0);
        for (from, to) in [(0.0, f64::MAX), (f64::MIN, f64::MAX), (1e-300, 2e-300), (1e18, 1e18 + 1e3)] {
            assert!(ticks(from, to, 5).len() <= 7, "{from} {to}");
        }
    }
}
