"""In which voice a language is spoken to a caller, and as which it is recognised.

`say` and `hear` are BCP 47 tags as Twilio's providers list them: Amazon Polly calls Arabic `arb` and Mandarin `cmn-CN`,
and speech recognition wants a region (`ar-EG`) or a script (`cmn-Hans-CN`). A voice and a language that do not belong
together make Twilio hang up on the caller, so they are kept together here.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spoken:
    code: str  # ours, as in settings.LANGUAGES
    voice: str
    say: str
    hear: str
    transcribed: bool  # whether Twilio's own transcription of recordings knows it: English only


SPOKEN: dict[str, Spoken] = {
    each.code: each
    for each in (
        Spoken("en", "Polly.Joanna", "en-US", "en-US", transcribed=True),
        Spoken("es", "Polly.Lupe", "es-US", "es-US", transcribed=False),
        Spoken("zh-hans", "Polly.Zhiyu", "cmn-CN", "cmn-Hans-CN", transcribed=False),
        Spoken("vi", "Google.vi-VN-Standard-A", "vi-VN", "vi-VN", transcribed=False),
        Spoken("ar", "Polly.Zeina", "arb", "ar-EG", transcribed=False),
    )
}


def spoken(language: str) -> Spoken:
    """How a language is spoken; English where it is none of ours. `es-MX` is spoken as `es`."""
    tag = language.strip().lower().replace("_", "-")
    if tag.split("-")[0] == "zh":
        return SPOKEN["zh-hans"]
    return SPOKEN.get(tag) or SPOKEN.get(tag.split("-")[0]) or SPOKEN["en"]
