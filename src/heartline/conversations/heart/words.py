"""By which words somebody is taken to be upset, and a draft to take a step, in the five languages: data for rules.py.

Patterns for folded text (rules.fold): lower case, straight apostrophes, Arabic without vowel signs and with one alef.
They judge nobody: what they find is a hint to whoever writes, and nothing is held back for it.
"""

from collections.abc import Mapping
from enum import StrEnum


class Step(StrEnum):
    """Hear, Empathize, Apologize, Respond, Thank: the order in which an answer takes them."""

    HEAR = "hear"
    EMPATHIZE = "empathize"
    APOLOGIZE = "apologize"
    RESPOND = "respond"
    THANK = "thank"


UPSET: Mapping[str, str] = {
    "en": (
        r"\b(?:angry|upset|furious|frustrat\w+|unacceptable|ridiculous|terrible|horrible|awful|worst|disappoint\w+|disgust\w+"
        r"|rude|complain\w*|fed up|scared|crying|a joke|no one|nobody|ignor(?:ed|ing)|lawyer)\b"
        r"|\bstill (?:no|not|waiting|havent|haven't)\b|\b(?:second|third|fourth|fifth) time\b|\bsick of\b|!!"
    ),
    "es": (
        r"\b(?:enojad[oa]s?|enfadad[oa]s?|molest[oa]s?|furios[oa]s?|frustra\w+|inaceptable|rid[ií]cul[oa]|terrible|horrible|p[eé]sim[oa]"
        r"|decepcion\w+|groser[oa]s?|quej(?:a|o|ar|arme)|hart[oa]s?|asustad[oa]s?|llorando|nadie|abogad[oa])\b"
        r"|\b(?:todav[ií]a|a[uú]n) (?:no|sigo)\b|\b(?:segunda|tercera|cuarta) vez\b|!!"
    ),
    "zh": r"生气|愤怒|气死|失望|太差|糟糕|不能接受|无法接受|荒唐|投诉|受够|害怕|没人|没有人|还没有?(?:回|收|等|打)|第[二三四五]次|态度|律师|[!！]{2}",
    "vi": (
        r"tức giận|bực mình|bực bội|khó chịu|thất vọng|tệ quá|quá tệ|tồi tệ|không thể chấp nhận|vô lý|khiếu nại|phàn nàn|chán ngấy"
        r"|thô lỗ|lo sợ|không ai|vẫn chưa|lần thứ (?:hai|ba|tư)|luật sư|!!"
    ),
    "ar": r"غاضب|مستاء|منزعج|محبط|غير مقبول|سخيف|فظيع|سيئ|اسوا|خيبة امل|شكوى|اشتكي|سئمت|خائف|لا احد|لم يرد|لم يتصل|ما زلت انتظر|للمرة الث|محام|!!",
}

STEPS: Mapping[str, Mapping[Step, str]] = {
    "en": {
        Step.HEAR: r"\b(?:i|we) (?:hear|see|read|understand) (?:that|you|your|what)\b|\byou (?:wrote|told|said|mention\w*|have been|were|waited)\b|\b(?:it )?sounds like\b",
        Step.EMPATHIZE: r"\bmust (?:be|have been|feel)\b|\b(?:i|we) (?:can )?(?:imagine|understand (?:how|why))\b|\bfrustrating\b|\bhow (?:hard|upsetting|worrying)\b|\bnot easy\b|\banyone would\b",
        Step.APOLOGIZE: r"\b(?:sorry|apologi[sz]e|apolog(?:y|ies)|my mistake|our mistake)\b",
        Step.RESPOND: r"\b(?:i|we)(?:'ll| will|'ve| have|'m going to| am going to|'re going to| are going to| can)\b|\byou can\b|\blet me\b|\bhere (?:is|are)\b|\b(?:today|tomorrow|by (?:mon|tues|wednes|thurs|fri)day)\b",
        Step.THANK: r"\b(?:thanks|thank you|grateful|appreciate)\b",
    },
    "es": {
        Step.HEAR: r"\b(?:veo|leo|entiendo|entendemos|comprendo) (?:que|lo que|su|tu)\b|\b(?:usted )?(?:nos|me) (?:dice|dijo|escribi[oó]|cuenta|cont[oó])\b|\bha (?:estado )?esper",
        Step.EMPATHIZE: r"\bdebe (?:de )?(?:ser|haber|sentir)|\b(?:me )?imagino\b|\b(?:entiendo|comprendo|entendemos) (?:c[oó]mo|por qu[eé]|su (?:enojo|molestia|preocupaci[oó]n|frustraci[oó]n))|\bfrustrante\b|\bqu[eé] dif[ií]cil\b|\bno es f[aá]cil\b",
        Step.APOLOGIZE: r"\b(?:lo siento|lo sentimos|lament(?:o|amos)|disculp\w+|perd[oó]n\w*)\b",
        Step.RESPOND: r"\b(?:voy|vamos) a\b|\b(?:puede|podemos|puedo)\b|\b(?:le|lo|la) (?:llamar|enviar|avisar|dar)(?:é|e|emos)\b|\bhe (?:hablado|cambiado|pedido|enviado|revisado)\b|\bhemos\b|\baqu[ií] (?:est[aá]|tiene)\b|\b(?:hoy|mañana)\b",
        Step.THANK: r"\b(?:gracias|agradez\w+|agradecemos)\b",
    },
    "zh": {
        Step.HEAR: r"(?:我|我们)(?:看到|了解到|明白|知道|听到|理解)|您(?:说|写|提到|反映|告诉)|您(?:已经)?等了",
        Step.EMPATHIZE: r"一定(?:很|让您|非常)|能(?:想象|体会|理解)|可以(?:想象|理解)您|换(?:作|做)(?:是)?(?:我|谁)|不容易|难受|着急",
        Step.APOLOGIZE: r"抱歉|对不起|道歉|歉意|不好意思",
        Step.RESPOND: r"(?:我|我们)(?:会|将|已经|马上|可以|这就)|您可以|今天|明天",
        Step.THANK: r"谢谢|感谢|多谢",
    },
    "vi": {
        Step.HEAR: r"(?:tôi|em|chúng tôi|mình) (?:thấy|hiểu|đã đọc|biết|nghe) |(?:anh|chị|ông|bà|cô|bạn|quý vị) (?:nói|viết|cho biết|đã chờ|đã đợi|kể)",
        Step.EMPATHIZE: r"chắc (?:hẳn|là)|hiểu (?:vì sao|tại sao|cảm giác|nỗi|sự)|có thể (?:hình dung|tưởng tượng)|không dễ|thông cảm",
        Step.APOLOGIZE: r"xin lỗi|thành thật cáo lỗi|lấy làm tiếc|rất tiếc",
        Step.RESPOND: r"(?:tôi|em|chúng tôi|mình) (?:sẽ|đã|có thể|đang)|(?:anh|chị|ông|bà|cô|bạn|quý vị) có thể|hôm nay|ngày mai",
        Step.THANK: r"cảm ơn|cám ơn|biết ơn",
    },
    "ar": {
        Step.HEAR: r"(?:افهم|نفهم|ارى|نرى|قرات|قرانا|سمعت|سمعنا) (?:ان|ما|رسالت|كلام)|(?:ذكرت|كتبت|اخبرتنا|قلت|انتظرت)",
        Step.EMPATHIZE: r"لا بد ان|(?:اتخيل|نتخيل|اتفهم|نتفهم|اقدر|نقدر) (?:كم|مدى|شعور|سبب|قلق|انزعاج|غضب)|ليس سهلا|ليس من السهل|محبط|صعب",
        Step.APOLOGIZE: r"اسف|ناسف|اعتذر|نعتذر|عذرا|المعذرة|اعتذار",
        Step.RESPOND: r"\bس(?!اع|يد|نو)[انتي]\w{3,}|\bسوف\b|\b(?:قمت|قمنا|يمكنك|يمكننا|يمكنني)\b|اليوم|غدا",
        Step.THANK: r"شكرا|نشكر|اشكر|ممتن",
    },
}
