//! Words that are names as well: alone they are likely to be words, as in *Port 8080* or *The price was wrong*.

use std::ops::Range;

/// Names that are words as well, whatever their letters: alone they are never taken for names.
const ALWAYS: [&str; 16] = [
    "may", "april", "june", "august", "march", "will", "mark", "bill", "sue", "rob", "grant", "rose", "hope",
    "joy", "art", "drew",
];

/// Names that are words as well: alone they are names where nothing else can be meant. Sorted, between blanks.
const SOMETIMES: &str = "\
    able account ace acre act action adept admin after agent air al alarm alert all alley alpha alto amen \
    anchor angle ant any ape apple apt arch area arm army arrow ash aster atom aunt author avenue away axe \
    back bacon bad badge bailey bake ball band bank banker banks bar bark barn baron barrel base basket bass \
    batch bath battle bay beach bead beam bean bear beard beck bee beer beetle begin bell bench bend berg \
    berry best beta better bible big bird bit bite black blade blank blast blaze block bloom blue board boat \
    body bolt bond bone book boot border boss bottom bowl box boy branch brand brave bread break breeze \
    brick bridge bright bring brock brook broom brother brown buck bud bug build builder bull bullock burn \
    bus bush busy butcher butter button buttons buy buzz cable cage cake call camp can candy cane cap cape \
    captain car card care case cash cast castle cat catch cave center chain chair chalk chamber champion \
    chance chancellor change channel chapel chaplain chapman charge charity charm chase check cheek cherry \
    chief child china choice church city clark class clay clean clear clerk cliff clock close cloud clover \
    club coal coat cock code coffee coin cold cole collar college colt comfort common cone constant contact \
    content control cool copper coral cord core cork corn corner cost cot cotton couch count counter country \
    county courage course court cove cow craft crane creed creek crew crook cross crow crown crystal cup \
    curry curtain curve cycle daisy dance dare dark dash data date daughter day deal dear deed deep deer \
    dell delta den dent desk dial diamond dice dig dish dock doctor doe dog doll dolphin don door dot dove \
    down dream dress drink drive driver drop drum dry duck due dune dusk dust duty eagle early earth east \
    easter easy ebony echo eden edge egg elder elm ember emerald empire end england english eve even event \
    ever evergreen every ewe eye face fair fairy faith falcon fall fame fan far farm farmer farrow fast fat \
    fear feather fell fern ferry fetch few fiddler field fields fife fig file finch find fine finger fir \
    fire first fish fit flag flame flash fleet flint flood floor flora flower fly foot force ford forest \
    forge fork form forth fortune foster foul found fountain four frame france freed freedom freeman fresh \
    friday friend frog front frost fry fuller fur gale gallop game garden garland gate gates gay gem general \
    gentle giant gift gill ginger girl glass glen glory goat god gold golden good goodman goose gore grace \
    grain grand grange granger grape grass grave gravel gray great green greener grey grove grow guard guest \
    guide gull gun gunner guy hail hale half hall ham hammer hand handy happy harbor harbour hard hardy hare \
    harmony harp harvest haven hawk hay head health heart heather heaven hedge height heir helm help hen \
    herb herd here heritage hero high hill hobby hold holder holiday hollow holt home honey honor honour \
    hood hook hooper hop hopper horn horse host hot hound hour house howl hub huff hull humble hunt hurt ice \
    idea imp inch ink inn ira iron island isle issue ivory ivy jam jar jasmine jay jersey jewel job jockey \
    join joiner joker jolly journey judge jug jump just justice keen keep keeper keg kernel kettle key kid \
    kidd kiln kind king kit kite knot know lace lad lady lake lamb lamp lance land lane lang lark last latch \
    late lavender law lead leader leaf league leap leather lee leek leg legend level liberty light lime line \
    linen link lion list litter little live load loan lock lodge log long lord lot lotus love lovely low \
    loyal luck lucky luna lush lynch lyric mac mace machine mad maid mail main major make maker mall malt \
    man manager manly manor maple marble marine marker market marlin marsh martin mast master match mate \
    math max mayor mead meadow mean meat medal melon member merchant mercury mercy merit merry metal meter \
    metric mile miles milk mill mills mind mine mint miracle mirror mist mix mode model moment monday money \
    monk month moon moor moose moral more morning mort mound mount mountain mouse mouth move mud mule must \
    mustard nail name nap nation nature near neat neck need neon nest net never new newman nice nickel night \
    nightingale nile nine noble node noon norm normal north note november null nurse nut oak oaks object \
    ocean october off office oil old only opal open orange orchard order organ otter out over owl own owner \
    oxford pace pack packer pad paddle pagan page pain paint painter pair palace pale palm pan pansy paper \
    parade paradise parent paris parish park parson part partner party pass past pastor patch path patience \
    pay peace peach peacock peak pear peck peel pen penny people pepper perch perry pet petal phoenix piano \
    pick pickle pie pier pig pile pilot pin pine pink pioneer pipe pit pitch place plain plane plant plate \
    play player plum plumber pocket poet point pole police pond pony pool poor pop pope poppy port post pot \
    pound power precious press price pride priest prime prince print prior private prize process profit \
    promise proper prosper proud prudence pull pump punch pure purple push quail quarry quarter queen quest \
    quick quiet quill race rack radar rag rage rail rain rainbow ram ramp ranch range ranger rank rate raven \
    razor reach read ready real reason record red redd redman reed reeve reeves regent remote rest return \
    reward rice rich ride rider ridge right ring riot rise risk river rivers rivet roach road robe rock \
    rocket rocky rod rode roe role roll roman roof rook room root rope rot rough round route row royal rube \
    ruby rudder rue ruff rule ruler run rune rush russet rust rye sabre sack saddle sadler safe saffron sage \
    sail sailor saint salmon salt sand sandal sands sandy sapphire satin saturday sauce savage save savory \
    say scale scarlet school science scribe sea seal search seat second secret see seed seek self sell \
    senior sense serene serenity server set seven shade shadow shaft shark sharp shaw shed sheep sheet shell \
    shepherd sheriff shield shine ship shirt shoe shoemaker shop shore short shot shoulder show shrew side \
    siege sienna sign silence silk sill silver simple sin single sinner sister site six size skate skill \
    skinner skip sky slack slate sleep slide slip slow small smart smile smith smoke smooth snap snow soil \
    sole solo son song sorrow soul sound south southern space spade spark sparks sparrow speak spear speed \
    spell spence spice spike spin spirit split spoon spot spray spring sprout spur square squire stable \
    stack staff stage stair stake stamp stand standard star stark start state stay steal steed steel steep \
    stem step sterling stew steward stick stiles still sting stock stocks stone stop store storm stout \
    strain strange straw stream street strength string strip strong strongman sub sugar summer sun sunday \
    sunny support sure surf swallow swan sweat sweet swift swim sword system tab table tackle tag tail \
    tailor take tall tan tank tap target task taste tea teach teacher team tear temper tempest temple ten \
    tender tent term terrace test thatcher thing thistle thorn thread threat three thrift throne thrush \
    thunder thursday tide tie tiger tile timber time timer tin tiny tip tips toad today toe token toll \
    tongue tool top torch tower town towns trace track trade trail train traveler treasure tree trend trial \
    tribe trick trout troy truck true truman trump trust truth tub tuck tuesday tulip tune turn turtle twin \
    two under union unit unity urban vale valentine valley valor van vein velvet venture verb verse vest \
    vicar victory view village vine vinegar vintage viola virtue vision voice void volt wade wage wagon wait \
    wake wales walk wall wallflower walls want war ward warden warm warner wash waste watch water waters \
    watt wave wax way weather weaver web wedge wednesday weed week weekday welcome welder well wells welsh \
    west wharf wheat wheel whistle white wick wide wild wilder win wind window wine wing winner winter wire \
    wisdom wise wish wolf wonder wood woodman woods woodward wool word work worker world worth wright writer \
    yard year yellow yes york young zephyr zero";

/// Names that are words in small letters: nobody begins a sentence with `Baker` who means a baker.
const SELDOM: &str = "\
    amber angel archer baker barber bishop booker bowman butler carpenter carter chandler christian cobb \
    combs cook cooper dale dawn dean dick duke earl ernest fisher fowl fowler fox frank gardener gene glover \
    harper hart hawkins hazel heath holly holmes hunter iris jack jade jasper jean kirk knight laurel leo \
    lester lily locke mason melody miller moss myrtle nick olive oscar paige parker pat payne pearl pike \
    piper pitt porter potter pugh ray robin rosemary ross rowan scott snell spencer stewart tanner taylor \
    tom tucker turner usher vance victor violet walker walt wheeler wren";

/// What words about people say that they do, and words about things hardly ever.
const DEEDS: [&str; 36] = [
    "admitted",
    "agreed",
    "answered",
    "apologised",
    "apologized",
    "argued",
    "asked",
    "asks",
    "assumed",
    "believed",
    "decided",
    "explained",
    "forgot",
    "knew",
    "looked",
    "noticed",
    "phoned",
    "promised",
    "proposed",
    "rang",
    "realised",
    "realized",
    "recalled",
    "remembered",
    "replied",
    "said",
    "saw",
    "says",
    "slept",
    "suggested",
    "thought",
    "told",
    "tried",
    "typed",
    "volunteered",
    "wrote",
];

/// What nothing but a name comes after.
const BEFORE_NAMES: [&str; 10] = ["Dame", "Dr", "Frau", "Herr", "Miss", "Mr", "Mrs", "Ms", "Prof", "Sir"];

/// Words before a name that make it a thing.
const BEFORE_THINGS: [&str; 30] = [
    "a", "all", "an", "any", "both", "each", "every", "first", "her", "his", "its", "last", "my", "next",
    "no", "one", "only", "other", "our", "per", "same", "some", "that", "the", "their", "these", "this",
    "those", "which", "your",
];

/// Whether letters in lower case are a word as well.
pub fn is_word(letters: &str) -> bool {
    is_word_with_capital(letters) || SELDOM.split(' ').any(|word| word == letters)
}

/// Whether they are a word just as likely where they begin with a capital.
pub fn is_word_with_capital(letters: &str) -> bool {
    ALWAYS.contains(&letters) || SOMETIMES.split(' ').any(|word| word == letters)
}

/// Whether a word, which is somebody's name, is surely meant as that: with a capital where no sentence begins, and not
/// as the name of a thing, as in `on Port 8080`; or before what only people do, as in `Baker said`.
pub fn is_surely_name(letters: &str, text: &str, place: &Range<usize>) -> bool {
    let (written, before, after) = (&text[place.clone()], &text[..place.start], &text[place.end..]);
    let is_name_like =
        written.starts_with(char::is_uppercase) && written.chars().skip(1).all(|c| !c.is_uppercase());
    if !is_name_like || ALWAYS.contains(&letters) {
        return false;
    }
    let follows = after.strip_prefix(' ').map(str::trim_start).unwrap_or_default();
    let next: &str = follows.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let before_all = before.trim_end_matches(' ').trim_end_matches('.');
    let title = before_all.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    if DEEDS.contains(&next) || BEFORE_NAMES.contains(&title) {
        return true;
    }
    let is_thing = follows.starts_with(|c: char| c.is_ascii_digit() || c == '#' || c.is_uppercase())
        || after.starts_with(['-', '_', '/', '=', '(', ':']);
    let words = before.strip_suffix(' ').unwrap_or_default();
    let last = words.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let goes_on = words.ends_with(',') || last.starts_with(char::is_lowercase);
    goes_on && !is_thing && !BEFORE_THINGS.contains(&last)
}
