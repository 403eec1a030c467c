"""What the demo's groups and plans are called, in its languages."""

from typing import Any

Steps = list[tuple[str, int, int | None]]  # service, least and most days after the step before it

HEART: tuple[dict[str, Any], Steps] = (
    {
        "name": {
            "en": "Heart check with blood test",
            "es": "Revisión del corazón con análisis de sangre",
            "zh-hans": "心脏检查和验血",
            "vi": "Khám tim và xét nghiệm máu",
            "ar": "فحص القلب مع تحليل الدم",
        },
        "summary": {
            "en": "Blood is taken at least two days before, so that the doctor has the results.",
            "es": "La sangre se toma al menos dos días antes, para que el médico tenga los resultados.",
            "zh-hans": "至少提前两天抽血，这样医生就有结果了。",
            "vi": "Lấy máu trước ít nhất hai ngày để bác sĩ có kết quả.",
            "ar": "يُسحب الدم قبل يومين على الأقل، لتكون النتائج عند الطبيب.",
        },
    },
    [("blood-test", 0, None), ("heart-check", 2, 21)],
)
DIABETES: tuple[dict[str, Any], Steps] = (
    {
        "name": {
            "en": "Diabetes review with blood test",
            "es": "Control de diabetes con análisis de sangre",
            "zh-hans": "糖尿病复查和验血",
            "vi": "Khám tiểu đường và xét nghiệm máu",
            "ar": "مراجعة السكري مع تحليل الدم",
        },
        "summary": {
            "en": "First the blood test, then the talk about it, three days later or more.",
            "es": "Primero el análisis de sangre y, tres días después o más, la consulta.",
            "zh-hans": "先验血，三天或更久以后再谈结果。",
            "vi": "Xét nghiệm máu trước, rồi khám sau ít nhất ba ngày.",
            "ar": "تحليل الدم أولاً، ثم الحديث عنه بعد ثلاثة أيام أو أكثر.",
        },
    },
    [("blood-test", 0, None), ("diabetes-review", 3, 30)],
)
PREGNANCY: tuple[dict[str, Any], Steps] = (
    {
        "name": {
            "en": "Pregnancy visit with ultrasound",
            "es": "Consulta de embarazo con ecografía",
            "zh-hans": "产检和超声波",
            "vi": "Khám thai và siêu âm",
            "ar": "زيارة الحمل مع التصوير بالموجات فوق الصوتية",
        },
        "summary": {
            "en": "Ultrasound first, then the visit, within a week.",
            "es": "Primero la ecografía y luego la consulta, en una semana.",
            "zh-hans": "先做超声波，一周内再做产检。",
            "vi": "Siêu âm trước, rồi khám trong vòng một tuần.",
            "ar": "التصوير أولاً، ثم الزيارة خلال أسبوع.",
        },
    },
    [("ultrasound", 0, None), ("pregnancy-visit", 0, 7)],
)
GROUPS: dict[str, dict[str, Any]] = {
    "pregnancy-class": {
        "name": {
            "en": "Class before birth",
            "es": "Clase de preparación al parto",
            "zh-hans": "产前课",
            "vi": "Lớp học trước khi sinh",
            "ar": "درس التحضير للولادة",
        },
        "summary": {
            "en": "What to expect at birth, in a small group with a midwife's help.",
            "es": "Qué esperar en el parto, en un grupo pequeño y con ayuda.",
            "zh-hans": "小组学习分娩时会发生什么。",
            "vi": "Biết trước khi sinh sẽ ra sao, trong một nhóm nhỏ.",
            "ar": "ما الذي ينتظرك عند الولادة، في مجموعة صغيرة.",
        },
        "reasons": {"en": ["birth", "pregnancy", "class"], "es": ["parto", "embarazo", "clase"]},
    },
    "diabetes-class": {
        "name": {
            "en": "Living well with diabetes",
            "es": "Vivir bien con diabetes",
            "zh-hans": "与糖尿病好好生活",
            "vi": "Sống khỏe với bệnh tiểu đường",
            "ar": "حياة جيدة مع السكري",
        },
        "summary": {
            "en": "Food, moving and medicine, in a small group with a nurse.",
            "es": "Comida, movimiento y medicinas, en un grupo pequeño con una enfermera.",
            "zh-hans": "和护士一起在小组里谈饮食、运动和药物。",
            "vi": "Ăn uống, vận động và thuốc, trong một nhóm nhỏ với y tá.",
            "ar": "الطعام والحركة والدواء، في مجموعة صغيرة مع ممرضة.",
        },
        "reasons": {"en": ["diabetes", "sugar", "class"], "es": ["diabetes", "azúcar", "clase"]},
    },
}
