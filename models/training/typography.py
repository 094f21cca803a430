"""Typographic variants of a French text.

The sources write the apostrophe as U+0027 nearly everywhere, while careful French uses U+2019.
CamemBERT's normaliser keeps the two apart, so the model must meet both to treat them alike.
"""


def variants(text):
    """The text, and the same text with the other apostrophe when it has one."""
    typeset = text.replace("'", "’")
    plain = text.replace("’", "'")
    return [plain] if plain == typeset else [plain, typeset]


def vary(text, rng, share=0.4):
    """One variant at random: `share` of the texts get typographic apostrophes."""
    if rng.random() < share:
        return text.replace("'", "’")
    return text.replace("’", "'")
