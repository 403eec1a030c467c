"""Words that sound like an emergency, in the five languages: data, folded by rules.py. A false alarm costs a look; a missed one more.

After what emergency services ask callers for: breathing, consciousness, chest, bleeding, overdose, harm to oneself (988 and 911
guidance in the United States). Words that mostly tell of the past ("he had a stroke") are left to people.
"""

from collections.abc import Mapping

WORDS: Mapping[str, tuple[str, ...]] = {
    "en": (
        "chest pain", "chest pains", "chest hurts", "pain in my chest", "chest feels tight", "can not breathe", "cannot breathe", "not breathing",
        "trouble breathing", "difficulty breathing", "hard to breathe", "short of breath", "cant breath", "cant breathe", "is choking", "unconscious", "passed out", "wont wake up", "having a stroke",
        "having a heart attack", "having a seizure", "overdose", "bleeding wont stop", "wont stop bleeding", "bleeding heavily",
        "kill myself", "killing myself", "want to die", "end my life", "suicide", "suicidal", "hurt myself", "is dying", "im dying", "i am dying", "too many pills", "heart attack now",
    ),
    "es": (
        "dolor en el pecho", "dolor de pecho", "me duele el pecho", "no puedo respirar", "no puede respirar", "no respira", "me falta el aire", "le falta el aire", "ataque al corazon ahora",
        "se esta ahogando", "inconsciente", "se desmayo", "no despierta", "sobredosis", "no para de sangrar", "sangra mucho",
        "matarme", "quiero morir", "quitarme la vida", "suicidio", "suicidarme", "hacerme dano", "se esta muriendo",
    ),
    "zh": (
        "胸痛", "胸口痛", "胸口疼", "胸闷", "喘不过气", "不能呼吸", "没有呼吸", "呼吸困难", "昏迷", "晕倒", "叫不醒", "大出血", "血流不止",
        "吃药过量", "服药过量", "自杀", "自殺", "不想活", "想死", "胸悶", "喘不過氣", "不能呼吸", "呼吸困難", "暈倒",
    ),
    "vi": (
        "đau ngực", "tức ngực", "không thở được", "khó thở", "ngừng thở", "bất tỉnh", "ngất xỉu", "không tỉnh lại", "quá liều",
        "chảy máu không cầm", "dau nguc", "tuc nguc", "kho tho", "khong tho duoc", "ngung tho", "bat tinh", "ngat xiu", "qua lieu", "muon chet", "chảy nhiều máu", "tự tử", "tự sát", "muốn chết", "kết liễu",
    ),
    "ar": (
        "ألم في الصدر", "ألم بالصدر", "صدري يؤلمني", "لا أستطيع التنفس", "لا أقدر أتنفس", "لا اقدر اتنفس", "ما أقدر أتنفس", "مش قادر أتنفس", "مش قادر اتنفس", "لا استطيع التنفس", "لا يستطيع التنفس", "لا يتنفس", "ضيق في التنفس", "فاقد الوعي",
        "فقد الوعي", "أغمي عليه", "أغمي عليها", "جرعة زائدة", "ينزف بشدة", "نزيف حاد", "انتحار", "أنتحر", "أقتل نفسي", "أريد أن أموت",
    ),
}  # fmt: skip
