"""What people write, as it was made up for this test by readers of the five languages' everyday text messages."""

STOPS = {
    "en": ["STOP", "stop", "Stop.", "stop!!!", "STOP 🛑", "please stop", "Stop please", "stop now", "STOP\nSTOP", "ＳＴＯＰ",
           "S T O P", "s.t.o.p", "stopall", "STOP ALL", "Unsubscribe", "unsubcribe", "UNSUSCRIBE", "unsubscribed", "end", "QUIT",
           "quit please", "revoke", "opt out", "opt-out", "OPTOUT", "remove", "stooooop", "st0p", "stpo", "\u200bstop\u200b",
           "“STOP”", "(stop)", "stop, thanks", "stop\n\nSent from my iPhone", "ok stop", "stop texting", "STOP STOP STOP",
           "stop unsubscribe", "TD", "ARRET", "arrêt", "cancel stop", "𝗦𝗧𝗢𝗣", "ⓢⓣⓞⓟ", "stop everything", "un-subscribe"],
    "es": ["alto", "ALTO", "¡Alto!", "parar", "pare", "paren por favor", "basta ya", "baja", "BAJA", "darme de baja",
           "denme de baja", "dar de baja", "cancelar suscripción", "cancelar suscripcion", "anular suscripción", "desuscribir",
           "salir", "por favor parar", "detener", "parar todo", "Stop por favor", "alto\n\nEnviado desde mi iPhone"],
    "zh": ["停止", "退订", "退訂", "取消订阅", "取消訂閱", "请停止", "停止！", "退订，谢谢", "停", "拒收", "全部停止", "停止发送", "ｔｄ", "td",
           "停止吧", "请退订"],
    "vi": ["dừng", "Dừng lại", "ngừng", "NGƯNG", "hủy đăng ký", "huỷ đăng ký", "huy dang ky", "HUY DK", "TC", "từ chối",
           "xin dừng lại", "làm ơn ngừng", "ngung", "dừng ạ", "ngừng nhận tin", "ngưng nhắn tin đi", "du\u031b\u0300ng"],
    "ar": ["توقف", "تَوَقَّف", "أوقف", "اوقف", "إيقاف", "ايقاف", "إلغاء الاشتراك", "الغاء الاشتراك", "إلغاء الإشتراك", "توقفوا من فضلكم",
           "توقف!", "قف", "كفى", "\u200fتوقف\u200f", "تـوقـف", "أوقفوا لو سمحتم"],
}  # fmt: skip

STARTS = ["START", "start!", "unstop", "Unstop please", "subscribe", "opt in", "optin", "strat", "iniciar", "reanudar", "开始", "開始",
          "订阅", "恢复", "bắt đầu", "đăng ký", "dang ky", "ابدأ", "ابدا", "اشتراك", "اشترك"]  # fmt: skip
HELPS = ["HELP", "help", "Help?", "info", "hlep", "ayuda", "¡AYUDA!", "información", "informacion", "帮助", "幫助", "说明", "trợ giúp",
         "tro giup", "hỗ trợ", "مساعدة", "مساعده", "معلومات"]  # fmt: skip
CANCELS = ["CANCEL", "cancel", "Cancel please", "cancle", "cancelar", "Cancelar por favor", "anular", "取消", "请取消", "hủy", "huỷ",
           "Hủy bỏ", "إلغاء", "الغاء", "ألغِ"]  # fmt: skip

# Nobody who writes this wants no more messages: it is neither done nor suggested.
NOT_STOPS = [
    "should I stop my tablets?", "Should I stop taking the metformin before surgery", "can I stop the antibiotics now",
    "The bleeding won't stop", "I can't stop vomiting", "when do I stop the drops", "Do I need to stop aspirin?",
    "my heart stops sometimes", "the pain stopped", "bus stop", "Which stop do I get off at?", "non-stop coughing",
    "I want to quit smoking", "when does the visit end", "the end of the month is fine", "weekend", "I quit my job",
    "please don't stop texting me", "don't stop the reminders, they help", "did you stop sending reminders?",
    "why did you stop texting me", "I stopped getting your texts", "why don't you call me", "you don't call me back",
    "I don't get your messages", "I did not receive the text", "I need to end my treatment early", "revoked my license",
    "top", "shop", "step", "stoop", "sop", "stops", "stopped", "stopping", "unstoppable", "stopwatch", "stop sign",
    "help me", "I need help with my bill", "start the pills tomorrow?", "I started bleeding", "yes", "no", "ok", "1", "2",
    "cancel my appointment on Friday", "can you cancel and rebook", "I need to cancel tomorrow", "cancellation policy?",
    "call me", "please call me before 5", "don't call me before noon, I work nights", "do not call at work please",
    "text me when the doctor is in", "remove the stitches?", "how do I remove the bandage", "opt for the generic",
    "Stop my tablets?", "stop tablets?", "stop insulin or not", "stop smoking program", "can't stop", "it will not stop",
    "no need to call, I'm fine, just stop the cream?", "I can not text from this phone, call my landline",
    "", "   ", "?", "👍", "❤️", "🙏", "cant make it tmrw", "the baby quit crying", "Q", "end date?", "td vaccine today?",
    "¿debo parar las pastillas?", "¿Puedo dejar de tomar la pastilla?", "no para de sangrar", "¿Tengo que parar el antibiótico?",
    "la presión está muy alta", "mi presión está baja", "tengo el azúcar alto", "¿por qué no me llaman?", "no me llamaron",
    "no me han mandado mis resultados", "no recibí el mensaje", "quiero cancelar mi cita", "¿puedo cancelar la cita de mañana?",
    "sáquenme la muela por favor", "quítenme el yeso", "para mañana", "para", "el dolor no para", "salir del hospital",
    "ayúdame", "necesito ayuda con la factura", "estoy de baja laboral", "al fin", "fin de semana", "sí", "gracias", "ya",
    "我应该停药吗？", "可以停止吃药吗", "血止不住", "要不要停药", "我没有收到短信", "为什么不给我打电话", "取消明天的预约", "停车在哪里", "公交站在哪",
    "停经了怎么办", "不要停药吗", "好的", "是", "谢谢", "我想取消预约", "医生什么时候停诊", "帮我预约", "停药", "停止吃药", "不要给我开这个药",
    "tôi có nên ngừng thuốc không?", "Tôi có thể dừng uống thuốc không", "đúng", "Đúng rồi", "đúng rồi, nhắn tin cho tôi", "dung",
    "dùng thuốc mấy lần", "máu chảy không ngừng", "tôi không nhận được tin nhắn", "hủy lịch hẹn ngày mai", "Huy", "huy",
    "đừng gửi thuốc cho tôi", "sao không gọi cho tôi", "vâng", "cảm ơn", "có", "không", "thuốc này dùng sao", "dừng thuốc", "trạm dừng",
    "ngừng thuốc rồi gọi bác sĩ", "không cần gọi cấp cứu",
    "هل أتوقف عن تناول الدواء؟", "هل يجب أن أوقف الحبوب", "النزيف لا يتوقف", "متى أتوقف عن الدواء", "لماذا لا تتصلون بي", "لم تصلني الرسالة",
    "أريد إلغاء الموعد", "إلغاء موعد الغد", "نعم", "لا", "شكرا", "ساعدوني", "أحتاج مساعدة في الفاتورة", "توقف القلب", "لا ترسلوا الدواء",
    "توقف عن التدخين", "لا أريد هذا الدواء", "موقف الحافلة",
]  # fmt: skip

# Somebody who writes this may well want no more: an agent is asked, and nothing is done.
SUGGESTED = [
    "please don't text me any more", "Don't text me anymore", "dont text me", "Do not text me again", "do not contact me again",
    "don't send me any more messages", "Never call me again", "stop texting me", "Stop texting me!!!", "quit texting me",
    "please stop sending me these messages", "stop sending texts", "can you stop the reminders", "no more texts", "No more messages please",
    "no more of these texts", "I don't want these messages", "I do not want to receive texts from you", "we no longer want your calls",
    "I dont want any more emails", "take me off your list", "remove me from this list", "remove my number", "delete my number please",
    "unsubscribe me", "please unsubscribe me from this", "I want to opt out", "how do I opt out", "opt me out of this please",
    "leave me alone", "I revoke my consent", "I withdraw my permission to be texted", "how do I stop getting these messages",
    "I'd like to unsubscribe", "STOP. Who is this?", "Stop! I don't know you", "stop calling me all the time", "stop emailing me",
    "I'm tired of this, stop with the texts", "🛑", "🚫🚫", "do not write to me", "don't want you to call me any more",
    "no me manden más mensajes", "no me mande mas mensajes", "por favor no me escriban", "No me llamen más", "no me envíen nada",
    "ya no quiero recibir mensajes", "no quiero más mensajes", "no quiero sus recordatorios", "dejen de mandarme mensajes",
    "deje de llamarme", "basta de mensajes", "no más mensajes", "quiero darme de baja de esto", "sáquenme de la lista", "bórrenme de su lista",
    "quiten mi número", "borren mi numero por favor", "no me molesten", "no me vuelvan a llamar", "quiero cancelar la suscripción",
    "no deseo recibir llamadas",
    "不要再给我发短信了", "别再发短信", "請不要再發簡訊給我", "不想收到短信", "请勿再发信息", "不要再联系我", "别给我打电话", "停止发送短信", "我要退订",
    "怎么退订", "请取消这些通知", "别骚扰我", "删除我的号码", "不要再發訊息", "不要再发了", "我不想再收到你们的短信",
    "đừng nhắn tin cho tôi nữa", "Xin đừng gửi tin nhắn nữa", "tôi không muốn nhận tin nhắn", "đừng gọi cho tôi nữa", "ngừng gửi tin nhắn",
    "dung nhan tin cho toi nua", "khong muon nhan tin nhan", "đừng liên lạc với tôi", "tôi muốn hủy đăng ký", "xóa số của tôi đi",
    "đừng làm phiền",
    "لا ترسلوا لي رسائل بعد الآن", "لا ترسل لي رسائل", "لا أريد رسائل", "لا أريد المزيد من الرسائل", "توقفوا عن إرسال الرسائل", "لا تتصلوا بي",
    "لا تتصل بي مرة أخرى", "أوقفوا هذه الرسائل", "كفوا عن الاتصال بي", "احذفوا رقمي", "أريد إلغاء الاشتراك", "لا أرغب في استلام رسائل",
    "ما أبغى رسائل", "لا تزعجوني",
]  # fmt: skip

NOT_THEM = ["wrong number", "You have the wrong number", "sorry, wrong person", "número equivocado", "se equivocó de número", "打错了",
            "你发错人了", "nhầm số rồi", "sai so", "الرقم خطأ", "رقم غلط"]  # fmt: skip
