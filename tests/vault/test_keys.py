"""Handles compute and never tell."""

import copy
import hashlib
import hmac
import pickle
import traceback
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.contract import Domain
from schemas.errors import VaultError
from vault.keys import KEY_BYTES, PURPOSES, SEAL, KeyHandle, KeyRing
from vault.seal import Place
from vault.testing import MemoryVault

PLANTED = b"planted-secret-of-32-bytes-xyzzy"


def ring(secret: bytes = PLANTED) -> KeyRing:
    return KeyRing("e1", dict.fromkeys(PURPOSES, secret))


@given(st.binary(min_size=KEY_BYTES, max_size=KEY_BYTES), st.lists(st.binary(max_size=200)))
def test_prf_is_hmac_sha256(secret: bytes, values: list[bytes]) -> None:
    handle = KeyHandle("citizen", "e1", secret)
    expected = [hmac.new(secret, value, hashlib.sha256).digest() for value in values]
    assert [handle.prf(value) for value in values] == expected
    assert handle.prf_many(iter(values)) == expected


def test_every_domain_has_a_key_of_its_own() -> None:
    keys = MemoryVault().ring()
    outputs = {keys.handle(purpose).prf(b"0101121111") for purpose in PURPOSES if purpose != SEAL}
    assert len(outputs) == len(PURPOSES) - 1
    assert keys.handle(Domain.CITIZEN) is keys.handle("citizen")
    assert {domain.value for domain in Domain} < set(PURPOSES)


def test_seeds_give_unrelated_keys_and_repeat_themselves() -> None:
    values = [MemoryVault(seed).ring().handle("citizen").prf(b"x") for seed in (1, 2, 1)]
    assert values[0] == values[2] != values[1]


def test_what_holds_secrets_does_not_show_them() -> None:
    keys = ring()
    things = [keys, keys.handle("date"), keys.sealer(), keys.opener(), MemoryVault(), MemoryVault().store()]
    for thing in things:
        for shown in (repr(thing), str(thing), f"{thing}"):
            assert "planted" not in shown
            assert PLANTED.hex() not in shown
            assert "0x" not in shown
        assert not hasattr(thing, "__dict__") or "planted" not in repr(vars(thing))


@pytest.mark.parametrize("name", ["ring", "handle", "sealer", "opener"])
@pytest.mark.parametrize(
    "take",
    [
        copy.copy,
        copy.deepcopy,
        *(lambda thing, p=p: pickle.dumps(thing, protocol=p) for p in range(pickle.HIGHEST_PROTOCOL + 1)),
    ],
)
def test_what_holds_secrets_is_not_copied_or_pickled(name: str, take: Callable[[object], object]) -> None:
    keys = ring()
    things = {"ring": keys, "handle": keys.handle("date"), "sealer": keys.sealer(), "opener": keys.opener()}
    with pytest.raises(TypeError):
        take(things[name])


def test_a_handle_gives_no_state() -> None:
    with pytest.raises(TypeError, match="stays in its process"):
        ring().handle("date").__getstate__()


def test_unknown_purposes_name_the_known_ones() -> None:
    with pytest.raises(VaultError, match="citizen"):
        ring().handle("moon")
    with pytest.raises(VaultError, match="seal"):
        ring().handle(SEAL)  # used through sealer() and opener() only


@pytest.mark.parametrize(
    "fail",
    [
        lambda keys: KeyHandle("date", "e1", PLANTED[:-1]),
        lambda keys: ring(PLANTED + b"!"),
        lambda keys: KeyRing("e1", {"citizen": PLANTED}),
        lambda keys: keys.handle("moon"),
        lambda keys: keys.handle("date").prf("text"),
        lambda keys: keys.handle("date").prf_many([None]),
        lambda keys: keys.opener().open(b"x" * 99, Place("a", "b", "c")),
        pickle.dumps,
    ],
)
def test_a_planted_key_is_in_no_error(fail: Callable[[KeyRing], object]) -> None:
    with pytest.raises((VaultError, TypeError)) as caught:
        fail(ring())
    text = "".join(traceback.format_exception(caught.value))
    assert "planted-secret" not in text
    assert PLANTED.hex() not in text


@pytest.mark.parametrize(
    "use",
    [
        lambda keys: keys.handle("moon"),
        lambda keys: keys.handle("date").prf("text"),
        lambda keys: keys.handle("date").prf_many([None]),
        lambda keys: keys.opener().open(b"\x01" * 99, Place("a", "b", "c")),
    ],
)
def test_not_even_in_the_locals_of_a_traceback(use: Callable[[KeyRing], object]) -> None:
    with pytest.raises((VaultError, TypeError)) as caught:
        use(ring())
    told = traceback.TracebackException.from_exception(caught.value, capture_locals=True)
    shown = "".join(told.format())
    assert "keys = <KeyRing e1>" in shown
    assert "planted-secret" not in shown
    assert PLANTED.hex() not in shown
