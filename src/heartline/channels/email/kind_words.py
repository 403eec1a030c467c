"""How machines say in a subject line that they answered by themselves, or that a message came back: data.

Compared in lower case at the beginning of the subject, after "re:" and its like.
"""

import re

ANSWERS_BEFORE = re.compile(r"^((re|fw|fwd|aw|rv|tr|回复|回覆|答复|答覆|转发|轉寄|trả lời|رد)\s*[:：]\s*)+")

AUTO_REPLY = re.compile(
    r"(automatic reply|auto(matic)?[- ]?(reply|response|responder)|autoreply|auto:|out of (the )?office|ooo:|away from (my|the) (desk|office)"
    r"|on vacation|vacation (reply|response)|i('m| am) (away|out of)"
    # Spanish
    r"|respuesta autom[áa]tica|autorespuesta|auto-respuesta|fuera de (la )?oficina|ausente de la oficina|mensaje de ausencia|estoy de vacaciones"
    # Chinese
    r"|自动(回复|答复|回覆)|自動(回覆|回復|答覆|回信)|外出(自动|自動)|不在办公室|不在辦公室|休假(自动|自動|中)"
    # Vietnamese
    r"|(thư )?trả lời tự động|tự động trả lời|phản hồi tự động|vắng mặt( tại văn phòng)?|thông báo vắng mặt"
    # Arabic
    r"|رد تلقائي|الرد التلقائي|رد آلي|الرد الآلي|خارج المكتب|إجابة تلقائية|رسالة تلقائية)"
)

RETURNED = re.compile(
    r"(undeliver(able|ed)|undelivered mail returned|mail delivery (failed|failure|system|subsystem|status|error)|delivery (failure|has failed|status notification|"
    r"notification|incomplete|delayed|problem)|failure notice|returned (mail|to sender)|message (delivery|not delivered)|could not be delivered"
    r"|warning: (message|could not send)|non-?delivery|delayed mail"
    r"|no se (puede|pudo|ha podido) entregar|no entregado|error (de|en la) entrega|fallo (de|en la) entrega|correo devuelto|notificación de (estado de )?entrega"
    r"|无法(送达|投递|传递)|未(送达|能送达)|退信|系统退信|投递失败|無法(傳遞|遞送|送達)|未傳遞|退回的郵件|邮件发送失败"
    r"|không (thể )?(gửi|chuyển) (được|phát)|không gửi được|thư (bị trả lại|không gửi được)|gửi thư không thành công|thông báo trạng thái gửi"
    r"|تعذر (تسليم|التسليم|الإرسال)|لم يتم التسليم|فشل (تسليم|التسليم|الإرسال)|غير قابل للتسليم|إشعار حالة التسليم)"
)

# Whose letters are never a person's
MACHINES = re.compile(r"(mailer-?daemon|postmaster|mdaemon|mail-?delivery|mail_delivery|bounces?([+=-].*)?)")
NO_ANSWER_TO = re.compile(
    r"(no-?_?reply|do-?_?not-?_?reply|no\.reply|no-?responder|nicht-?antworten|noreply.*|.*[._-]noreply)"
)
