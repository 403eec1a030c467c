"""Text with `format=flowed` (RFC 3676) as its paragraphs."""


def unflowed(text: str, delete_space: bool = False) -> str:
    """Lines that end in a space are joined with the next of the same quote depth; stuffed spaces go; quotes stay.

    >>> unflowed("> a long \\n> line\\n an answer \\nin two\\n-- \\nAna")
    '> a long line\\nan answer in two\\n-- \\nAna'
    """
    out: list[str] = []
    open_depth = -1  # quote depth of the paragraph that goes on, or -1
    for line in text.split("\n"):
        body = line.lstrip(">")
        depth = len(line) - len(body)
        body = body.removeprefix(" ")
        signature = body == "-- "
        if open_depth == depth and not signature:
            out[-1] += body
        else:
            out.append(f"{'>' * depth} {body}" if depth else body)
        open_depth = -1
        if body.endswith(" ") and not signature:
            open_depth = depth
            if delete_space:
                out[-1] = out[-1][:-1]
    return "\n".join(out)
