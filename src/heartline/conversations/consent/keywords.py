"""The words that mean stop, start and help as a whole message, in the five languages: data.

CARRIER: what 47 CFR 64.1200(a)(10) names (stop, quit, end, revoke, opt out, cancel, unsubscribe) and what carriers and
providers define besides (CTIA Messaging Principles 5.1.3; Twilio: STOPALL, OPTOUT; AWS: REMOVE, TD, ARRET). Nothing that is
in it is ever taken for something else. Vietnam's and China's own conventions are TC and TD.

Words are written as people write them; words.py folds both sides alike. EXACT are those that mean something else without
their marks: Vietnamese "dừng" is stop, "đúng" is yes, and "Huy" is a name.
"""

from collections.abc import Mapping

CARRIER = frozenset({
    "stop", "stopall", "stop all", "unsubscribe", "end", "quit", "revoke", "optout", "opt out", "remove", "td", "arret",
})  # fmt: skip
ALL_OF_IT = frozenset({"stopall", "stop all", "stop everything", "parar todo", "全部停止", "全部退订", "全部退訂"})

STOP: Mapping[str, tuple[str, ...]] = {
    "en": (*CARRIER, "stop everything", "unsub", "opt me out", "remove me", "stop it", "stop this", "stop texting",
           "stop messages", "stop texts"),
    "es": ("alto", "parar", "parar todo", "pare", "paren", "detener", "detengan", "basta", "baja", "darse de baja",
           "darme de baja", "deme de baja", "denme de baja", "dar de baja", "salir", "desuscribir", "desuscribirse",
           "desuscribirme", "cancelar suscripción", "cancelar la suscripción", "anular suscripción"),
    "zh": ("停止", "停", "全部停止", "退订", "退訂", "全部退订", "全部退訂", "取消订阅", "取消訂閱", "拒收", "停止发送",
           "停止發送", "停止接收"),
    "vi": ("dừng", "dừng lại", "ngừng", "ngưng", "hủy đăng ký", "huỷ đăng ký", "huy dang ky", "huy dk", "từ chối",
           "tc", "ngừng nhận tin", "ngưng nhận tin"),
    "ar": ("توقف", "توقفوا", "قف", "أوقف", "أوقفوا", "إيقاف", "إلغاء الاشتراك", "الغاء اشتراك", "كفى"),
}  # fmt: skip
CANCEL: Mapping[str, tuple[str, ...]] = {
    "en": ("cancel", "cancelled", "cancel it", "cancel this", "cancell", "cancle"),
    "es": ("cancelar", "cancela", "cancelen", "cancelo", "anular"),
    "zh": ("取消",),
    "vi": ("hủy", "huỷ", "hủy bỏ", "huỷ bỏ"),
    "ar": ("إلغاء", "الغي", "ألغِ", "الغوا"),
}
START: Mapping[str, tuple[str, ...]] = {
    "en": ("start", "unstop", "subscribe", "resubscribe", "optin", "opt in", "resume"),
    "es": ("iniciar", "comenzar", "empezar", "reanudar", "suscribir", "suscribirme"),
    "zh": ("开始", "開始", "订阅", "訂閱", "恢复", "恢復"),
    "vi": ("bắt đầu", "đăng ký", "dang ky", "tiếp tục"),
    "ar": ("ابدأ", "ابدؤوا", "بدء", "اشتراك", "اشترك", "استئناف"),
}
YES: Mapping[str, tuple[str, ...]] = {  # a START only for somebody who had stopped
    "en": ("yes", "continue"),
    "es": ("sí", "continuar"),
    "zh": ("是", "继续", "繼續"),
    "vi": ("có", "vâng"),
    "ar": ("نعم",),
}
HELP: Mapping[str, tuple[str, ...]] = {
    "en": ("help", "info"),
    "es": ("ayuda", "información", "info"),
    "zh": ("帮助", "幫助", "说明", "說明"),
    "vi": ("trợ giúp", "tro giup", "hỗ trợ", "ho tro"),
    "ar": ("مساعدة", "معلومات"),
}
EXACT = frozenset({"dừng", "dừng lại", "hủy", "huỷ", "có", "từ chối"})

# What slips from a thumb. Not "top", "shop", "step" or "stoop", which are words.
MISSPELT: Mapping[str, str] = {
    **dict.fromkeys(("stp", "stpo", "sotp", "tsop", "st0p", "stopp", "stopl", "sttop"), "stop"),
    **dict.fromkeys(("strat", "statr", "sart"), "start"),
    **dict.fromkeys(("hlep", "halp", "hepl"), "help"),
}

# Around a keyword they change nothing.
COURTESY: Mapping[str, tuple[str, ...]] = {
    "en": ("please", "pls", "plz", "thanks", "thank you", "thx", "now", "ok", "okay", "immediately"),
    "es": ("por favor", "porfavor", "porfa", "gracias", "ya", "ahora"),
    "zh": ("请", "請", "谢谢", "謝謝", "吧", "了"),
    "vi": ("làm ơn", "vui lòng", "xin", "cảm ơn", "cám ơn", "ạ", "đi", "nhé"),
    "ar": ("من فضلك", "من فضلكم", "رجاء", "لو سمحت", "لو سمحتم", "شكرا", "الآن"),
}

# What a phone or a mail program writes below.
SIGNATURES = ("sent from my", "enviado desde mi", "发自我的", "發自我的", "được gửi từ", "أرسلت من", "get outlook for")
EMOJI = frozenset("🛑⛔🚫✋")
