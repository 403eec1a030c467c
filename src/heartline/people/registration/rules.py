"""Medical record numbers: a running number and a check digit, so that one mistyped digit is noticed."""

MRN_SYSTEM = "urn:heartline:mrn"


def mrn(number: int) -> str:
    """The record number for the `number`-th patient: seven digits or more, and a check digit at its end."""
    body = f"{number:07d}"
    return body + str(check_digit(body))


def check_digit(body: str) -> int:
    """ISO/IEC 7064, MOD 11,10: finds every single wrong digit and nearly every two that were swapped."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return (11 - product) % 10


def looks_mistyped(text: str) -> bool:
    """Whether `text` has the length of a record number, and is none: a digit of it is wrong, or it is something else."""
    return text.isdecimal() and len(text) == len(mrn(0)) and not is_mrn(text)


def is_mrn(text: str) -> bool:
    """Whether `text` is a record number without a slip."""
    return text.isdecimal() and text.isascii() and len(text) >= 8 and check_digit(text[:-1]) == int(text[-1])
