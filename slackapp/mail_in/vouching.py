"""What our own mail server vouches for: its header `Authentication-Results` (RFC 8601).

Whoever sends a mail writes what they like into it, headers of that name included. So only the
topmost one counts that is by our own mail server, and only where it is understood whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from models.rules.mail_senders import domain_known_as, domain_of

HEADER: Final = "authentication-results"
_PASS, _FAIL = "pass", "fail"
_QUOTED: Final = r'"(?:[^"\\]|\\.)*"'
_SERVER: Final = re.compile(rf"({_QUOTED}|[^\s;\"]+)(?: [0-9]+)?")
_PAIR: Final = re.compile(
    rf"([a-z][\w.-]*)(?: ?/ ?[0-9]+)? ?= ?({_QUOTED}(?:@[\w.-]+)?|[^\s\";]+)(?: |$)", re.IGNORECASE
)


class _NotUnderstood(Exception):
    """A header that is not written as it should be."""


@dataclass(frozen=True)
class _Result:
    """What came of one method: `dkim=pass header.d=acme.ch`."""

    method: str
    result: str
    of: Mapping[str, str]

    def is_of(self, domain: str, *names: str) -> bool:
        """Whether the first property that is there of these names a domain, and it is this one."""
        named = next((self.of[name] for name in names if name in self.of), "")
        return domain_known_as(named.rpartition("@")[2]) == domain


def is_vouched_for(headers: Sequence[str], server: str | None, address: str) -> bool:
    """Whether the topmost of these headers that is by our mail server says that a mail is really
    from the domain of an address: by DMARC, or by DKIM or SPF for that very domain.
    """
    ours = next((each for each in headers if server and _is_by(each, server)), None)
    if ours is None:
        return False
    try:
        return _says_so([*_results(ours)], domain_of(address))
    except _NotUnderstood:
        return False


def _says_so(results: Sequence[_Result], domain: str) -> bool:
    dmarc = [each for each in results if each.method == "dmarc"]
    if any(each.result == _FAIL for each in dmarc):
        return False
    for each in (each for each in results if each.result == _PASS):
        match each.method:
            case "dmarc" if "header.from" not in each.of or each.is_of(domain, "header.from"):
                return True
            case "dkim" if each.is_of(domain, "header.d", "header.i"):
                return True
            case "spf" if each.is_of(domain, "smtp.mailfrom"):
                return True
    return False


def _is_by(header: str, server: str) -> bool:
    """Whether a header is by a mail server of that name."""
    try:
        named = _SERVER.match(_without_comments(header))
    except _NotUnderstood:  # whose it is counts all the same: what stands below is not asked
        named = _SERVER.match(" ".join(header.split()))
    return named is not None and _unquoted(named[1]).casefold() == server.casefold()


def _results(header: str) -> Iterator[_Result]:
    """Yield what came of each method; _NotUnderstood if anything is not as it should be."""
    server, *told = _parted(_without_comments(header))
    if not _SERVER.fullmatch(server.strip()):
        raise _NotUnderstood
    for each in told:
        if each.strip().casefold() in ("", "none"):
            continue
        (method, result), *properties = _pairs(each.strip())
        of = dict(properties)
        if len(of) < len(properties):
            raise _NotUnderstood
        yield _Result(method, result.casefold(), of)


def _pairs(told: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(told):
        pair = _PAIR.match(told, at)
        if pair is None:
            raise _NotUnderstood
        yield pair[1].casefold(), _unquoted(pair[2])
        at = pair.end()


def _unquoted(value: str) -> str:
    quote, _, behind = value.rpartition('"')
    return re.sub(r"\\(.)", r"\1", quote[1:]) + behind if quote else value


def _parted(header: str) -> list[str]:
    """Return what stands between semicolons that are in no quotes."""
    return re.findall(rf"(?:{_QUOTED}|[^;\"])+", header) or [""]


def _without_comments(header: str) -> str:
    """Return a header on one line without what stands in brackets, which may stand in each other
    and hold anything; _NotUnderstood if a bracket, or a quote, does not close.
    """
    kept: list[str] = []
    depth, is_quoted, chars = 0, False, iter(header)
    for char in chars:
        if char == "\\":
            escaped = char + next(chars, "")
            kept.append("" if depth else escaped)
        elif char == '"' and not depth:
            is_quoted = not is_quoted
            kept.append(char)
        elif char == "(" and not is_quoted:
            depth += 1
            kept.append(" ")
        elif char == ")" and not is_quoted:
            depth -= 1
        elif not depth:
            kept.append(char)
        if depth < 0:
            raise _NotUnderstood
    if depth or is_quoted:
        raise _NotUnderstood
    return " ".join("".join(kept).split())
