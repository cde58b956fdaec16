"""From bytes to text: UTF-8, with or without a byte-order mark, and no NUL."""

from __future__ import annotations

from cases.problem import Problem

_WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode(file: str, content: bytes) -> str | Problem:
    """The text of a file, or what is wrong with its encoding and in which line."""
    if content.startswith(_WIDE_MARKS):
        return Problem(
            file, 1, "", "", "The file is UTF-16, not UTF-8.", 'Save it again as "UTF-8".'
        )
    if (at := content.find(b"\0")) >= 0:
        return Problem(
            file,
            content.count(b"\n", 0, at) + 1,
            "",
            "",
            "There is a NUL byte here; this is not a text file, or it is damaged.",
            'Save it again as plain text in "UTF-8".',
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # The codec counts without a byte-order mark.
        body = content.removeprefix(b"\xef\xbb\xbf")
        return Problem(
            file,
            body.count(b"\n", 0, error.start) + 1,
            "",
            f"0x{body[error.start]:02x}",
            f"The byte 0x{body[error.start]:02x} is not UTF-8.",
            'Save the file again as "UTF-8".',
        )
