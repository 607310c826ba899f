"""What the demo blog's three authors write about: self-made sentences with places for what differs from post to post.

Data only. Placeholders: ``{n}`` a number, ``{thing}`` and ``{place}`` a noun of the subject, ``{when}`` a time of day or year.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing the blog comes back to: its category and tags, its titles, and the stock of its sentences."""

    category: str
    tags: tuple[str, ...]
    things: tuple[str, ...]
    titles: tuple[str, ...]
    sentences: tuple[str, ...]


BLOG_TITLE = "Salt and Lamp Oil"
BLOG_TAGLINE = "Notes from a decommissioned lighthouse, and from the people who keep it standing."
AUTHORS = ("Ingrid Sørlie", "Tomás Weir", "Wen Abara")
READERS = ("Maud", "old_keeper", "Piet van der Aa", "J. Okafor", "Lucía", "tern47")
PLACES = ("the north steps", "Skerry Point", "the boathouse", "the lower landing", "Hollow Bay", "the mainland pier", "the oil store")
TIMES = ("before breakfast", "after the last ferry", "in the first frost", "towards midnight", "in a wet April", "on a still morning")

SUBJECTS = (
    Subject(
        "Lighthouse",
        ("lens", "lamp", "night watch"),
        ("the lantern room", "the clockwork", "the third prism", "the brass rail"),
        (
            "Polishing a lens that no longer turns",
            "The night the fog signal would not stop",
            "What a keeper's logbook leaves out",
            "Counting the stairs again",
            "A glossary of lights & shadows",
            "How far twenty thousand candles reach",
        ),
        (
            "The old lamp in {place} burned {n} litres between dusk and dawn, and somebody wrote down every one of them.",
            "I cleaned {thing} {when} with vinegar and a shirt that had given up being a shirt.",
            "A beam is only a promise that somebody is awake, and for {n} years at {place} somebody was.",
            "From {place} you can see the light of the next rock if the air has been washed for {n} hours.",
            "The glass keeps its own weather: {thing} mists over {when} and clears without asking anyone.",
            "There are {n} screws in {thing}, and each of them has at some time been dropped into the sea.",
            "Keepers before us scratched their initials under {thing}, small enough that an inspector would miss them.",
            "When the motor stopped {when}, the silence in {place} was so large that we all came out to look at it.",
            "Our predecessors trimmed the wick every {n} minutes, which explains the shortness of their letters.",
            "Rust begins behind {thing}, where nobody puts a hand for {n} weeks at a stretch.",
        ),
    ),
    Subject(
        "Kitchen",
        ("bread", "sourdough", "oven"),
        ("the dough", "the cracked bowl", "the rye starter", "the range"),
        (
            "Bread at sea level",
            "The starter that survived a removal van",
            "Rye, patience and a north-facing oven",
            "Seven loaves for a week of storms",
            "A crumb is a record of its morning",
            "Why the crust sings",
        ),
        (
            "I weigh {n} grams of flour {when} and pretend that the scales are honest.",
            "{n} minutes of folding in {place} taught me more than the two books on the shelf.",
            "The damp at {place} slows {thing}, so the loaf is ready when the weather says it is.",
            "If {thing} smells of apples you are early; if it smells of paint you are {n} hours late.",
            "We fed {thing} with rain water {when}, and it forgave us within {n} hours.",
            "Salt goes in after the rest, because at {place} everything is salted already.",
            "The oven holds {n} degrees only while the wind stays out of the west.",
            "Tear the heel off while it is hot, put butter on it, and say nothing about {thing} to the others.",
            "Old flour from {place} drinks {n} spoons more than the bag admits.",
            "A good crust around {thing} crackles {when}, a sound like small ice.",
        ),
    ),
    Subject(
        "Walking",
        ("coast path", "maps", "boots"),
        ("the cairn", "the left boot", "the folded map", "the stile"),
        (
            "The long way round to the post office",
            "A map with the tide drawn wrong",
            "Nineteen gates between here and tea",
            "Walking the causeway by memory",
            "What the path does in winter",
            "Boots, and other unreliable narrators",
        ),
        (
            "It is {n} paces from {place} to the first gate, and the gate has never once been shut.",
            "I left {when} with a flask, {n} biscuits and no particular opinion about the forecast.",
            "The path past {place} moves a hand's width inland every {n} years; nobody tells it to.",
            "Beside {thing} a ewe stood looking at the water as though she had left something in it.",
            "You can cross to {place} for {n} minutes on either side of low water, and not for one more.",
            "Somebody rebuilt {thing} {when}, stone for stone, and left no name.",
            "Rain came over the ridge in {n} separate pieces, each with its own idea of direction.",
            "Below {place} the thrift grows so thick that {thing} disappears in it by June.",
            "Going slowly is a way of measuring: I can tell you the width of {place} in breaths, and it is {n}.",
            "I ate the last of the cheese leaning on {thing}, facing away from the view out of politeness.",
        ),
    ),
    Subject(
        "Workshop",
        ("tools", "sharpening", "repair"),
        ("the smoothing plane", "the borrowed vice", "the oak mallet", "the bench hook"),
        (
            "Setting a plane by ear",
            "The drawer of nearly useful screws",
            "Sharpening is mostly waiting",
            "A vice older than the parish",
            "Mending the barometer, twice",
            "In praise of the second-best chisel",
        ),
        (
            "Take {n} strokes on the coarse stone, then stop, because {thing} will ask for more and should not get it.",
            "The handle of {thing} was turned {when} out of a mast that had come ashore at {place}.",
            "A shaving from {thing} should be thin enough to read a letter through, provided that the letter is short.",
            "I own {n} files and can find the same one every time.",
            "Whoever sharpened {thing} before me leaned to the left; the steel remembers it.",
            "Glue set in {n} hours at {place} last summer, and in {n} days this March.",
            "Do not oil {thing} {when}: the cold turns it to toffee, and you will only do it again.",
            "There is a gap of {n} tenths under the straight edge, and I have decided to be at peace with it.",
            "We carried {thing} up from {place} in a fish box, each of us certain that the other had the heavy end.",
            "Every repair leaves a smaller thing to repair, until one day {when} you are adjusting a shim.",
        ),
    ),
    Subject(
        "Garden",
        ("seaweed", "walls", "kale"),
        ("the kale bed", "the dry wall", "the cold frame", "the compost"),
        (
            "Growing kale out of the wind's reach",
            "A wall is a slow machine",
            "Seaweed by the barrow",
            "Notes on a potato called Arran",
            "The gardener who planted driftwood",
            "Frost dates of a place without frost",
        ),
        (
            "We brought {n} barrows of wrack up from {place} and dug them under {when}.",
            "Behind {thing} the air is {n} degrees kinder, and the beans know it.",
            "Nothing at {place} grows higher than a knee unless somebody builds a wall around it first.",
            "I sowed {n} seeds beside {thing}; the sparrows counted them after me.",
            "A snail crossed {thing} {when} with the air of a surveyor.",
            "The soil at {place} is mostly shell, and after {n} turns of the spade it still rings.",
            "Water {thing} by hand: the hose has frozen, split, and been mended with {n} kinds of tape.",
            "Every stone in {thing} was once in the way of something else.",
            "By August {thing} leans seaward, as all of us do after {n} summers here.",
            "Rhubarb came back {when} out of what we had taken for rubble.",
        ),
    ),
    Subject(
        "Weather",
        ("barometer", "fog", "forecast"),
        ("the barometer", "the wind sock", "the rain gauge", "the cloud bank"),
        (
            "Reading the glass at six",
            "Fog has a floor",
            "The gale that took only the washing",
            "Eleven words for drizzle",
            "When the forecast says “occasionally good”",
            "A year of rain, in jam jars",
        ),
        (
            "At {place} the glass fell {n} points {when}, which is the polite way for it to say run.",
            "Fog sits on the water to a height of {n} metres, and from {place} you look down on it like a field.",
            "I empty {thing} every morning and have so far recorded {n} millimetres and two wasps.",
            "The wind backs before it freshens; {thing} knew it {n} hours ahead of the wireless.",
            "{n} gulls standing in the lee of {place}, all facing the same way, are a better chart than most.",
            "What we call a breeze at {place} would close a school on the mainland.",
            "The storm {when} lifted {thing} off its nail and put it down again unharmed in the nettles.",
            "Between the squalls there are {n} minutes of a light that makes everyone look forgiven.",
            "I have begun to tap {thing} as my grandfather did, twice, and then not to believe it.",
            "Sleet is rain that changed its mind {when}, on its way past {place}.",
        ),
    ),
    Subject(
        "Boats",
        ("rowing", "rope", "harbour"),
        ("the dinghy", "the tarred rope", "the starboard oar", "the mooring ring"),
        (
            "A dinghy called Perhaps",
            "Splicing rope with cold hands",
            "Tar, tallow and the smell of Tuesday",
            "The harbour master's spare key",
            "Rowing backwards into the future",
            "Three knots I trust",
        ),
        (
            "She takes in {n} cups of water between {place} and the buoy, and gives none of it back.",
            "I spliced {thing} {when}, unpicked it, and spliced it again so that it looked like rope.",
            "Row {n} strokes, look over your shoulder, apologise to {place}, and row on.",
            "The ferry passes at {n} knots and sends its wake along to {place} as a kind of greeting.",
            "Whoever painted {thing} used the green that was left over from the church.",
            "A mooring at {place} costs {n} coins a season and a willingness to talk about engines.",
            "Seals follow {thing} {when}, breathing like aunts.",
            "Tallow on {thing} keeps the creak down to where you can think.",
            "We bailed for {n} minutes with a saucepan, then remembered the bung.",
            "Leave {thing} coiled against the sun: it is the only superstition here that also works.",
        ),
    ),
    Subject(
        "Reading",
        ("books", "letters", "clocks"),
        ("the shelf by the stove", "the almanac", "the kitchen clock", "the box of letters"),
        (
            "The library that came in a biscuit tin",
            "An almanac for a year that never happened",
            "Letters to the keeper, unopened since 1931",
            "On winding the clock at the wrong hour",
            "Marginalia by three different pencils",
            "Reading aloud to the generator",
        ),
        (
            "Somebody marked page {n} of the almanac with a fish scale, and I have left it in.",
            "We read aloud in {place} {when}, because the radio had gone and the stove had not.",
            "The clock gains {n} seconds a day and loses them again whenever {thing} is dusted.",
            "A letter from {place} took {n} weeks to get here and contained a recipe and an apology.",
            "I borrowed a novel {when} and found in it {n} tram tickets and the name of a stranger.",
            "Damp has rounded every corner of {thing}; it is now easier to hold and harder to believe.",
            "There are {n} books about the sea beside {thing}, and not one of them is dry.",
            "The previous keeper underlined only the verbs, for {n} chapters, then only the weather.",
            "I wind {thing} {when}, eleven turns, and on the twelfth I stop in case.",
            "No one has catalogued {place}; we find things there by wanting something else.",
        ),
    ),
)

FOREIGN_TITLE = "Ein Brief aus Husum"
FOREIGN_SUBTITLE = "Warum wir den Schornstein schwarz gestrichen haben"
FOREIGN_PARAGRAPHS = (
    "Lieber Tomás, der Wind hat in dieser Woche dreimal gedreht, und jedes Mal hat er etwas anderes mitgenommen: erst einen Eimer, dann "
    "die Wäsche, und am Donnerstag das Schild mit den Öffnungszeiten.",
    "Im Hafen liegen noch vier Kutter. Die Leute sagen, früher seien es vierzig gewesen, aber sie sagen auch, früher sei das Wasser wärmer "
    "und der Kaffee stärker gewesen, und nur beim Kaffee bin ich geneigt, ihnen zu glauben.",
    "Den Schornstein haben wir schwarz gestrichen, damit man ihn vom Deich aus erkennt. Jetzt sieht das Haus aus, als hätte es einen Hut "
    "auf, und der Briefträger grüßt es jeden Morgen.",
    "Schick mir bitte die Skizze der Lampe, die du mir versprochen hast. Ich möchte sie über den Küchentisch hängen, gleich neben das "
    "Bild von der Sturmflut, damit beide etwas zum Anschauen haben.",
)

REPLIES = (
    "We had the same trouble at {place}; ours stopped after {n} days, for no reason that anyone admits.",
    "You make me want to go back to {place} {when}, and I have been away for {n} years.",
    "My grandmother did it with {n} turns less and swore more, but the result was like yours.",
    "Is that {thing} in the second picture? I think I know the man who made it, he lived near {place}.",
    "Number {n} made me laugh out loud on a bus to {place}.",
    "I tried this {when}. It took {n} attempts and one plaster.",
    "Please write more about {thing}, and about what happened {when}.",
)
