"""Plain counterparts of what word processors and phones write by themselves: nothing that changes what is said.

An accent is a letter in Spanish and Vietnamese ("papá" is no "papa"), so letters are never replaced.
"""

_PLAIN = {
    "‘": "'",
    "’": "'",
    "‚": ",",
    "‛": "'",
    "′": "'",
    "´": "'",
    "`": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "‟": '"',
    "″": '"',
    "«": '"',
    "»": '"',
    "‹": "'",
    "›": "'",
    "‐": "-",
    "‑": "-",
    "‒": "-",
    "–": "-",
    "—": "-",
    "―": "-",
    "−": "-",
    "…": "...",
    "•": "-",
    "·": "-",
    "×": "x",
    "⁄": "/",
    "\t": " ",
    "\u00a0": " ",  # no-break space
    "\u2007": " ",
    "\u2009": " ",
    "\u200a": " ",
    "\u202f": " ",
    "\u3000": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u00ad": "",  # soft hyphen
    "\u200b": "",  # zero-width space
    "\u2060": "",
    "\ufeff": "",
    "ﬁ": "fi",
    "ﬂ": "fl",
    "\u2002": " ",
    "\u2003": " ",
}
_TABLE = str.maketrans(_PLAIN)


def plainer(text: str) -> str:
    """The text with typographic signs written plainly."""
    return text.translate(_TABLE)
