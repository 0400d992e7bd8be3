"""The questions that a supplier starts with. Eight dimensions, two questions each, in both languages."""

from __future__ import annotations

NAME = "Relationship"

# (key, name by language, questions by language)
DIMENSIONS: list[tuple[str, dict[str, str], list[dict[str, str]]]] = [
    (
        "knows_us",
        {"en": "Knows our business", "de": "Kennt unser Geschäft"},
        [
            {
                "en": "They know what our business lives from, and what threatens it.",
                "de": "Sie wissen, wovon unser Geschäft lebt und was es bedroht.",
            },
            {
                "en": "What they propose fits the way we work.",
                "de": "Was sie vorschlagen, passt zu unserer Arbeitsweise.",
            },
        ],
    ),
    (
        "aligned",
        {"en": "Aligned to our organisation", "de": "Auf unsere Organisation ausgerichtet"},
        [
            {
                "en": "Each of us who needs somebody there knows whom to call.",
                "de": "Wer von uns dort jemanden braucht, weiß, wen er anruft.",
            },
            {
                "en": "Their decisions come at the pace of ours.",
                "de": "Ihre Entscheidungen kommen in unserem Tempo.",
            },
        ],
    ),
    (
        "attention",
        {"en": "People and executive attention", "de": "Menschen und Aufmerksamkeit der Leitung"},
        [
            {
                "en": "The people whom they give us are good, and stay.",
                "de": "Die Menschen, die sie uns geben, sind gut und bleiben.",
            },
            {
                "en": "Their leaders come to see us before there is trouble.",
                "de": "Ihre Leitung besucht uns, bevor es Ärger gibt.",
            },
        ],
    ),
    (
        "innovation",
        {"en": "Innovation", "de": "Neuerungen"},
        [
            {
                "en": "They bring us ideas that we did not ask for and can use.",
                "de": "Sie bringen uns Ideen, nach denen wir nicht gefragt haben und die wir brauchen können.",
            },
            {
                "en": "What they announce, they deliver.",
                "de": "Was sie ankündigen, liefern sie.",
            },
        ],
    ),
    (
        "practice",
        {"en": "Competitive practice", "de": "Auf der Höhe des Wettbewerbs"},
        [
            {
                "en": "With them we are level with the best of our field.",
                "de": "Mit ihnen sind wir auf der Höhe der Besten unseres Fachs.",
            },
            {
                "en": "They tell us how others solve what we struggle with.",
                "de": "Sie sagen uns, wie andere lösen, womit wir uns plagen.",
            },
        ],
    ),
    (
        "value",
        {"en": "Value received", "de": "Erhaltener Wert"},
        [
            {
                "en": "What we get is worth what we pay.",
                "de": "Was wir erhalten, ist wert, was wir bezahlen.",
            },
            {
                "en": "They can show what we got, and show it unasked.",
                "de": "Sie können zeigen, was wir erhalten haben, und zeigen es ungefragt.",
            },
        ],
    ),
    (
        "communication",
        {"en": "Communication", "de": "Verständigung"},
        [
            {
                "en": "We hear of problems from them before we find them ourselves.",
                "de": "Von Problemen hören wir durch sie, bevor wir selbst darauf stoßen.",
            },
            {
                "en": "Questions are answered, fully and in time.",
                "de": "Fragen werden beantwortet, vollständig und rechtzeitig.",
            },
        ],
    ),
    (
        "trust",
        {"en": "Trust", "de": "Vertrauen"},
        [
            {
                "en": "They keep their word when it costs them something.",
                "de": "Sie halten ihr Wort, auch wenn es sie etwas kostet.",
            },
            {
                "en": "I would put my name to a recommendation.",
                "de": "Ich würde mit meinem Namen für eine Empfehlung einstehen.",
            },
        ],
    ),
]
