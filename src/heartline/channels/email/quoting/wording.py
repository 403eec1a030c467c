"""How mail programs introduce a quote, head a forwarded message, and sign, in the five languages: data, not code.

Lines are compared without marks of direction, "*" of bold text, and differences of case.
"""

import re

# "On 24 Nov 2026 at 10:00, Ana <ana@example.org> wrote:" begins with one of these and ends with one of those.
INTRODUCTIONS = (
    # English: Gmail, Apple Mail, Thunderbird, Yahoo
    (r"on\b|at \d|le \d", r"(wrote|writes|has written|said)\s*:"),
    # Spanish: "El mar, 24 nov 2026 a las 10:00, Ana (<…>) escribió:"
    (r"el\b|en fecha\b|con fecha\b", r"(escribió|escribio|ha escrito)\s*:"),
    # Chinese: "在 2026年11月24日，Ana <…> 写道：", "Ana <…> 于2026年11月24日周二 10:00写道："
    (r"在|於|于|.*[於于]\s*\d{4}", r"(写道|寫道|写到|寫到|撰写|寫信|来信|來信)\s*[:：]"),
    # Vietnamese: "Vào Th 3, 24 thg 11, 2026 lúc 10:00 Ana <…> đã viết:"
    (r"vào|ngày|lúc", r"(đã viết|viết)\s*:"),
    # Arabic: "في الثلاثاء، 24 نوفمبر 2026 في 10:00 ص كتب Ana <…>:", "… تمت كتابة ما يلي بواسطة …:"
    (r"في|فى|بتاريخ|يوم|كتب|كتبت", r"[:：]"),
)  # fmt: skip
ARABIC_WROTE = re.compile(r"كتب|كتبت|كتابة|أرسل")

# "-----Original Message-----", "---------- Forwarded message ---------", "Begin forwarded message:"
ORIGINALS = re.compile(
    r"original message|original appointment|reply message|mensaje original|correo original|cita original"
    r"|原始邮件|原始郵件|原邮件|原始訊息|回复的原邮件|thư gốc|tin nhắn gốc|الرسالة الأصلية|الرسالة الاصلية|رسالة أصلية"
)
FORWARDS = re.compile(
    r"forwarded (e-?mail|message)|mensaje reenviado|correo reenviado|转发的邮件|转发邮件(信息)?|转发的消息|轉寄(的)?郵件|已轉寄郵件|轉寄的訊息"
    r"|thư (đã |được )?chuyển tiếp|tin nhắn (đã |được )?chuyển tiếp|رسالة معاد توجيهها|الرسالة المعاد توجيهها|رسالة محولة|رسالة مُعاد توجيهها"
)
FORWARD_BEGINS = re.compile(
    r"(begin forwarded message|inicio del mensaje reenviado|开始转发的邮件|開始轉寄郵件|以下是轉寄的郵件|下面是转发的邮件"
    r"|bắt đầu thư (đã |được )?chuyển tiếp|(بدء|بداية) (الرسالة المعاد توجيهها|رسالة مُعاد توجيهها|رسالة معاد توجيهها))\s*[:：]?"
)

# Outlook repeats the headers of the message that is answered.
FROM = "from|de|von|发件人|寄件者|發件人|寄件人|từ|người gửi|من|المرسل"
SENT = (
    "sent|date|enviado|enviado el|enviada el|fecha|发送时间|发送日期|日期|时间|寄件日期|傳送時間|日期|發送時間|đã gửi|ngày|ngày gửi|gửi lúc|đã gửi vào"
    "|تاريخ الإرسال|تم الإرسال|التاريخ|تاريخ|مرسل|أُرسلت|الإرسال"
)
TO = "to|para|cc|cco|bcc|收件人|收件者|抄送|副本|đến|tới|người nhận|đồng kính gửi|إلى|الى|نسخة|نسخة إلى|المستلم"
SUBJECT = "subject|asunto|主题|主旨|主題|标题|chủ đề|tiêu đề|الموضوع|موضوع"
IMPORTANCE = (
    "importance|importancia|重要性|tầm quan trọng|الأهمية|attachments|datos adjuntos|附件|organization|reply-to"
)

# Lines that telephones add of their own accord.
PHONE_LINES = re.compile(
    r"(sent from (my |mail for |yahoo|outlook|samsung|proton|aol|the all)|sent via |sent with (the )?proton|get outlook for "
    r"|enviado desde |enviado (por|con) |obtener outlook|descargar outlook|sacado de "
    r"|发自我的|發自我的|从我的.{1,20}发送|從我的.{1,20}(傳送|寄出)|发送自|寄件自|傳送自|获取 ?outlook|取得 ?outlook|下载 ?outlook|来自.{1,20}(手机|邮箱)"
    r"|(được |đã )?gửi từ |tải outlook|nhận outlook|lấy outlook"
    r"|(تم ال)?(إ|ا)رسال(ها|ه)? من |أ?ُ?رسلت من |ارسلت من |تم الإرسال من |مُ?رسل من |مُ?رسلة من |الحصول على outlook|احصل على outlook).{0,160}"
)
