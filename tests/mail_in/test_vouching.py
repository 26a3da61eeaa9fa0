"""What our mail server vouches for, and what others only say that it does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slackapp.mail_in.vouching import is_vouched_for
from tests.mails import SERVER

ADDRESS = "eve@acme.ch"


def counts(*headers: str, address: str = ADDRESS) -> bool:
    return is_vouched_for(headers, SERVER, address)


@pytest.mark.parametrize(
    "says",
    [
        "dmarc=pass header.from=acme.ch",
        "dmarc=pass",
        "dmarc=pass (p=reject dis=none) header.from=ACME.CH",
        "dkim=pass header.d=acme.ch header.s=s1 header.b=AbC/d+E=",
        "dkim=pass header.i=@acme.ch",
        'dkim=pass reason="good; signature" header.d=acme.ch',
        "spf=pass smtp.mailfrom=eve@acme.ch",
        "spf=pass smtp.mailfrom=acme.ch",
        "spf=pass (mail: domain of eve@acme.ch designates 1.2.3.4) smtp.mailfrom=eve@acme.ch",
        "dkim=fail header.d=other.ch; spf=pass smtp.mailfrom=acme.ch; dmarc=none",
        "dkim = pass  header.d = acme.ch",
        "dkim/1=pass header.d=acme.ch",
        "arc=none; auth=pass smtp.auth=eve; dmarc=pass header.from=acme.ch",
    ],
)
def test_what_counts(says: str) -> None:
    """DMARC, or DKIM or SPF for that very domain; in whatever way servers write it."""
    assert counts(f"{SERVER}; {says}")
    assert counts(f"{SERVER.upper()} 1; {says}")
    assert counts(f"(by us) {SERVER} (really); {says}")


@pytest.mark.parametrize(
    "says",
    [
        "none",
        "",
        "dmarc=fail header.from=acme.ch; dkim=pass header.d=acme.ch",
        "dmarc=pass header.from=evil.com",
        "dkim=pass header.d=evil.com",
        "dkim=pass header.d=acme.ch.evil.com",
        "dkim=pass header.d=evil-acme.ch",
        "dkim=pass header.d=team.acme.ch",
        "dkim=pass header.d=ch",
        "dkim=pass",
        "dkim=pass header.d=evil.com header.i=@acme.ch",
        "dkim=pass header.d=evil.com header.d=acme.ch",
        "dkim=neutral header.d=acme.ch",
        "spf=pass smtp.helo=acme.ch",
        "spf=pass smtp.mailfrom=acme.ch@evil.com",
        "spf=softfail smtp.mailfrom=acme.ch",
        "iprev=pass policy.iprev=acme.ch",
        "(dmarc=pass header.from=acme.ch) dkim=fail",
        'spf=fail reason="x; dmarc=pass header.from=acme.ch"',
        'spf=fail reason="x\\"; dmarc=pass header.from=acme.ch"',
        "spf=fail (x\\) ; dmarc=pass header.from=acme.ch)",
        "spf=fail (x; dmarc=pass header.from=acme.ch",
        "spf=fail x); dmarc=pass header.from=acme.ch",
        'spf=fail "; dmarc=pass header.from=acme.ch',
        '"dmarc=pass" header.from=acme.ch',
        "dmarc=pass header.from=acme.ch junk",
        "x-dmarc=pass header.from=acme.ch",
    ],
)
def test_what_does_not(says: str) -> None:
    """What failed, is of another domain, or stands where whoever sends a mail can write."""
    assert not counts(f"{SERVER}; {says}")


PASSES = "dmarc=pass header.from=acme.ch"


def test_only_the_topmost_of_ours() -> None:
    """What others say counts for nothing, nor what stands below; also not what looks like ours."""
    assert not counts()
    assert not counts(f"mx.evil.com; {PASSES}")
    assert not counts(f"{SERVER}.evil.com; {PASSES}")
    assert not counts(f"evil-{SERVER}; {PASSES}")
    assert not counts(f'"{SERVER}; {PASSES}')
    assert not counts(f"{SERVER}; dmarc=fail header.from=acme.ch", f"{SERVER}; {PASSES}")
    assert not counts(f"{SERVER}; (not closed", f"{SERVER}; {PASSES}")
    assert counts("mx.evil.com; dmarc=fail header.from=acme.ch", f"{SERVER}; {PASSES}")
    assert not is_vouched_for([f"{SERVER}; {PASSES}"], None, ADDRESS)


@given(st.text(alphabet=f'{SERVER};=()"\\ dmarcpass.@/', max_size=60), st.text(max_size=40))
def test_whatever_a_header_says(said: str, more: str) -> None:
    """It is understood or not, and nothing else; nor is vouched for what is not named."""
    is_vouched_for([said, more, f"{SERVER}; {said}"], SERVER, ADDRESS)
    assert not is_vouched_for([f"{SERVER}; dkim=pass header.d=evil.com ({said}"], SERVER, ADDRESS)
