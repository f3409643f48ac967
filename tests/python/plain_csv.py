"""A slow and obvious reading of CSV (RFC 4180), one character at a time."""

import io


def plain_records(text: str, width: int) -> list:
    """Line, text and fault of every record; `refused` ends the list where it cannot go on."""
    records, lines = [], io.StringIO(text, newline="").readlines()
    number = 0
    while number < len(lines):
        first = number
        line = lines[number]
        state, commas, proper = "start", 0, True
        whole = ""
        while True:
            for char in line:
                state, commas, proper = _step(char, state, commas, proper)
            whole += line
            number += 1
            if state != "quoted" or number == len(lines):
                break
            line = lines[number]
        if state == "quoted" or (not proper and number - first > 1):
            return [*records, "refused"]
        if not proper:
            records.append((first + 1, whole, "malformed_record"))
        elif whole.rstrip("\r\n"):
            records.append((first + 1, whole, None if commas == width - 1 else "wrong_field_count"))
    return records


def _step(char: str, state: str, commas: int, proper: bool) -> tuple[str, int, bool]:
    """One character: where a field begins, inside quotes, after a quote in them, or plain."""
    if state == "quoted":
        return ("closing" if char == '"' else "quoted"), commas, proper
    if char == ",":
        return "start", commas + 1, proper
    if char == '"' and state in ("start", "closing"):
        return "quoted", commas, proper
    if char in "\r\n":
        return "start", commas, proper
    return "plain", commas, proper and char != '"' and state != "closing"


def plain_fields(record: str) -> list[str]:
    """The fields of a well-formed record, one character at a time."""
    fields, field, quoted, before = [], "", False, ""
    for char in record.rstrip("\r\n") + ",":
        if char == '"':
            field += '"' if before == '"' and not quoted else ""
            quoted = not quoted
        elif char == "," and not quoted:
            fields.append(field)
            field = ""
        else:
            field += char
        before = char
    return fields
