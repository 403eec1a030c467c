"""Sentences by which somebody may be asking us to stop, in the five languages: data, for folded text (words.py).

47 CFR 64.1200(a)(10) takes any reasonable way of saying it. A pattern is no judge of that: what matches is shown to an
agent, who takes consent back in one click or does not. So it may err, but not on what people say about their medicines:
each pattern needs a word for writing, calling or being on a list.
"""

import re
from collections.abc import Mapping

_EN = r"(?:texts?|txts?|text messages|messages?|msgs?|sms|(?:phone )?calls|e ?mails?|mails|reminders?|notifications?|alerts?)"
_EN_WRITE = r"(?:text|txt|message|messag|msg|sms|call|phon|contact|e ?mail|writ|bother|spam|harass|notify)"
_ES = r"(?:mensajes?|textos|sms|llamadas|correos|recordatorios|notificaciones|avisos)"
_ES_WRITE = r"(?:mandar|enviar|llamar|contactar|molestar|escribir|textear)"
_ZH = r"(?:短信|簡訊|简讯|信息|訊息|讯息|消息|电话|電話|邮件|郵件|通知|提醒)"
_ZH_WRITE = r"(?:发送|發送|发|發|寄|打|接收|收到|接到|收|传|傳)"

REVOKES: Mapping[str, tuple[str, ...]] = {
    "en": (
        rf"\b(?:do not|dont|never|no longer) (?:ever )?{_EN_WRITE}\w*(?: to)? (?:me|us|this|my|here|any ?more|again|ever)\b",
        (r"\b(?:do not|dont|never|no longer) (?:ever )?send (?:me|us|this|any|anything|these|more)\b"
        rf"(?: \w+){{0,3}}?(?: {_EN}\b| any ?more| again| anything|$)"),
        rf"\b(?:stop|quit|cease) (?:\w+ing )?(?:(?:me|us|with|all|the|these|those|your|this|any|of) )*{_EN}\b",
        rf"\b(?:stop|quit|cease) {_EN_WRITE}\w*(?: to)? (?:me|us|this|my|here)\b",
        rf"\bno more (?:of )?(?:these |those |your |the )?{_EN}\b",
        (r"\b(?:do not|dont|no longer|not) (?:want|wish|like|care)(?: for)?(?: to)?(?: (?:get|getting|receive|have|be sent|hear))?"
        rf"(?: (?:any|more|anymore|these|those|your|the|from|of|such))* {_EN}\b"),
        rf"\bdont want you to {_EN_WRITE}",
        r"\b(?:take|remove|delete|get|drop) (?:me|us|my (?:number|phone|name|e ?mail)|this (?:number|phone)) (?:off|from|out)\b",
        r"\b(?:remove|delete|forget|lose) my (?:phone )?(?:number|e ?mail)\b",
        r"\bunsubscribe (?:me|us|my|from|this)\b|\b(?:opt (?:me|us) out|opting out)\b",
        r"\b(?:to|do i|can i) (?:opt out|unsubscribe)\b",
        r"\bleave (?:me|us) alone\b",
        r"\bi (?:revoke|withdraw|take back) (?:my )?(?:consent|permission)\b",
    ),
    "es": (
        r"\bno (?:me|nos) (?:mande|envie|llame|contacte|moleste|escriba|textee|notifique)[ns]?\b",
        rf"\bno (?:me|nos) vuelva[ns]? a {_ES_WRITE}",
        (r"\b(?:no quiero|no deseo|no quisiera)(?: seguir)?(?: (?:recibir|recibiendo|que me \w+))?"
        rf"(?: (?:mas|sus|estos|esos|los|tantos|ningun|recibir))* {_ES}\b"),
        rf"\bdeje[ns]? de {_ES_WRITE}",
        rf"\b(?:basta de|no mas|nunca mas) {_ES}\b",
        r"\b(?:quite|borre|saque|elimine|retire)n?(?:me|nos)(?: de (?:la|su|esta|las|sus) lista\w*)?$",
        r"\b(?:quite|borre|saque|elimine|retire)n? (?:mi|este) (?:numero|telefono|celular|correo)\b",
        r"\b(?:de|den|dar)(?:me|nos) de baja\b",
        r"\b(?:cancelar|anular) (?:la|mi) suscripcion\b",
    ),
    "zh": (
        (rf"(?:不要|别|別|勿|不想|不愿|不願)(?:意|再|继续|繼續|一直|老是)*(?:给我|給我|向我)?(?:再)?{_ZH_WRITE}(?:给我|給我|来|來)?"
        rf"(?:任何|这些|這些|这种|那些|更多|垃圾|你们的|你們的|你的)?(?:{_ZH}|了$)"),
        r"(?:不要|别|別|勿)(?:再)?(?:联系|聯繫|聯絡|联络|骚扰|騷擾|打扰|打擾)我",
        rf"(?:停止|取消|终止|終止)(?:给我|給我|向我)?(?:{_ZH_WRITE}|订阅|訂閱)*(?:这些|這些|所有|你们的|我的)?(?:{_ZH}|订阅|訂閱)",
        r"退订|退訂",
        r"(?:删除|刪除|移除|去掉)我的?(?:号码|號碼|电话|電話|手机号|名字)",
    ),
    "vi": (
        (r"(?:đừng|không muốn|ngừng|ngưng|dừng)(?: (?:nhận|gửi|gởi|cho|tôi|em|mình|các|những|thêm|lại|nữa|việc|bao giờ))*"
        r" (?:tin nhắn|nhắn tin|nhắn|sms|gọi|liên lạc|làm phiền|gửi tin|gởi tin|tin)\b"),
        r"(?:hủy|huỷ) đăng ký|(?:xóa|xoá) số (?:điện thoại )?(?:của )?(?:tôi|em|mình)",
    ),
    "vi without marks": (
        (r"\b(?:dung|khong muon|ngung)(?: (?:nhan|gui|goi|cho|toi|em|minh|cac|nhung|them|lai|nua|viec))*"
        r" (?:tin nhan|nhan tin|sms|goi dien|lien lac|lam phien|gui tin)\b"),
        r"\bhuy dang ky\b|\bxoa so (?:dien thoai )?(?:cua )?(?:toi|em|minh)\b",
    ),
    "ar": (
        (r"\bلا (?:تعد |تعودوا )?(?:ترسل|تبعث)\w*(?: (?:لي|الي|لنا|علي|اي|المزيد|من|هذه|بعد|مزيدا))*"
        r"(?: (?:رسايل|الرسايل|رساله|شي|شييا|اشعارات)| لي$)"),
        r"\bلا (?:تعد |تعودوا )?(?:تتصل|تراسل|تزعج|تكلم|تتواصل)(?:وا?)?(?:ني|نا)?\b",
        (r"\b(?:لا|ما|مش) (?:اريد|ابغي|ارغب|عايز|بدي|ابي)(?: (?:في|ب|ان|اي|المزيد|من|هذه|تلقي|استلام|استقبال|بعد))*"
        r" (?:ال)?(?:رسايل|رساله|مكالمات|اتصالات|اشعارات)"),
        (r"\b(?:توقف|توقفوا|اوقف|اوقفوا|كف|كفوا|بطل|بطلوا) (?:عن )?(?:هذه )?"
        r"(?:ارسال|الارسال|مراسل|المراسل|الاتصال|اتصال|ازعاج|الرسايل|رسايل|المكالمات)"),
        r"\b(?:احذف|احذفوا|امسح|امسحوا|ازل|ازيلوا) (?:رقمي|رقم هاتفي)",
        r"\b(?:الغاء|الغوا|الغي) (?:ال)?اشتراك",
    ),
}  # fmt: skip
NOT_THEM: tuple[str, ...] = (
    r"\bwrong (?:number|person|phone)\b",
    r"\bnumero (?:equivocado|incorrecto)\b|\bpersona equivocada\b|\bequivoc\w+ de numero\b",
    r"打错|打錯|发错|發錯|号码错|號碼錯|认错人|認錯人",
    r"(?:sai|nhầm|lộn) (?:số|người)|\b(?:sai|nham|lon) (?:so|nguoi)\b",
    r"\b(?:الرقم|رقم) (?:خطا|خاطي|غلط)",
)
# Before it, they turn it round, or make it a question about themselves: "don't stop texting me", "should I stop…".
TURNED = re.compile(
    r"(?:\bdont|\bdo not|\bnever|\b(?:should|may|shall) (?:i|we)|\b(?:did|have|why) you|(?<!can )(?<!could )(?<!would )(?<!will )\byou"
    r"|\bthey) ?$"
)
WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|before|after|until|at work|at night|so early|so late|hoy|manana|antes|despues|hasta)\b"
)
FOR_GOOD = re.compile(r"\b(?:any ?more|ever|again|all|mas|nunca)\b")
