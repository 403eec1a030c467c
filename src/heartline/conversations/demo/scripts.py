"""What is said in the demo's conversations. Invented, as everybody in it is."""

from dataclasses import dataclass

PATIENT, STAFF, NOTE = "patient", "staff", "note"


@dataclass(frozen=True, slots=True)
class Script:
    """`lines`: who says what, minutes ago. `who` is the e-mail of a demo login, or nothing: some patient who speaks it.

    `then`: what became of it: "waits", "had" (a colleague has it), "done", "later" (laid aside), "emergency".
    """

    language: str
    door: str
    topic: str
    lines: tuple[tuple[str, int, str], ...]
    then: str = "waits"
    who: str = ""
    subject: str = ""
    says: str = "time"  # what an answer by a door that others can read says (sensitivity)


SCRIPTS = (
    Script(
        "en", "portal", "care",
        ((PATIENT, 55, "Tobi has had a cough for a week and now a light fever (38.2). Should I bring him in, or wait?"),),
        who="grace@example.org", subject="Tobi's cough",
    ),
    Script(
        "ar", "portal", "medicine",
        ((PATIENT, 200, "السلام عليكم، هل يمكنني تناول دواء الحساسية مع الدواء الجديد؟"),
         (STAFF, 150, "وعليكم السلام. نعم، يمكنك ذلك، لكن تناولي كل دواء على حدة وبفارق ساعتين. هل تشعرين بدوار؟"),
         (PATIENT, 20, "أحيانًا بعد الظهر. هل هذا طبيعي؟")),
        then="had", who="layla@example.org", subject="دوائي الجديد",
    ),
    Script(
        "en", "sms", "visit",
        ((PATIENT, 8, "Running about 15 min late for my 10:40, stuck behind an accident. Is that ok?"),),
    ),
    Script(
        "es", "sms", "visit",
        ((PATIENT, 31, "Hola, ¿puedo llevar a mi hermana a la cita de mañana? Ella me ayuda con el inglés."),),
    ),
    Script(
        "zh", "sms", "other",
        ((PATIENT, 95, "你们周六开门吗？停车方便吗？"),
         (STAFF, 80, "您好，周六上午九点到下午一点开门，楼下有停车场，前两小时免费。")),
        then="done", says="nothing",
    ),
    Script(
        "vi", "email", "visit",
        ((PATIENT, 140, "Phiên dịch\n\nTôi cần người phiên dịch tiếng Việt cho buổi khám thứ Năm, được không ạ?"),
         (NOTE, 130, "Interpreter booked, reference 4471. Please tell him when he answers."),
         (STAFF, 120, "Dạ được, chúng tôi đã đặt người phiên dịch cho buổi khám. Hẹn gặp ông.")),
        then="had",
    ),
    Script(
        "en", "sms", "other",
        ((PATIENT, 3, "my chest feels tight and my left arm is numb, should I wait for my visit tomorrow"),),
        then="emergency",
    ),
    Script(
        "en", "email", "bill",
        ((PATIENT, 1500, "My statement\n\nI was charged twice for the blood test in March. Could somebody look at it?"),
         (STAFF, 1400, "Thank you for telling us. We are looking into it and will write again by Friday."),
         (PATIENT, 90, "Re: My statement\n\nIt is Friday. Is there any news?")),
        says="nothing",
    ),
    Script(
        "es", "portal", "result",
        ((PATIENT, 400, "Vi mi resultado de colesterol y sale en rojo. ¿Es grave?"),
         (STAFF, 300, ("Entiendo que asuste verlo en rojo. Está un poco por encima de lo normal; no es una urgencia. "
                      "En su próxima visita lo vemos con calma. ¿Le parece bien?")),
         (PATIENT, 280, "Sí, muchas gracias, me quedo más tranquila.")),
        then="done",
    ),
    Script(
        "en", "sms", "visit",
        ((PATIENT, 700, "Could I move Thursday to the week after? No hurry."),
         (NOTE, 690, "Wants the same clinician. Schedule for that week opens tomorrow.")),
        then="later",
    ),
    Script(
        "en", "whatsapp", "other",
        ((PATIENT, 45, "Hi! Where do I find the entrance for wheelchairs? Google shows two doors."),),
    ),
    Script(
        "zh", "portal", "care",
        ((PATIENT, 65, "手术后第三天，伤口周围有点红，没有发烧。需要换药吗？"),),
    ),
)  # fmt: skip
