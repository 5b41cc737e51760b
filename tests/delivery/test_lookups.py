"""Names are looked up in time, once for all who wait, and again after a while."""

import threading
from ipaddress import ip_address

import pytest

from mappings.delivery import lookups as module
from mappings.delivery.lookups import LookupFailedError, Lookups, LookupTimeoutError

ADDRESS = ip_address("93.184.216.34")


class Clock:
    def __init__(self):
        self.now_s = 0.0

    def __call__(self):
        return self.now_s


class Names:
    """Answers with what it was given, and counts."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    def __call__(self, name):
        self.asked.append(name)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer


def test_an_answer_is_used_again_for_half_a_minute():
    names, clock = Names((ADDRESS,)), Clock()
    lookups = Lookups(names, clock=clock)
    for clock.now_s in (0, 29, 31):
        assert lookups.addresses("h.example", timeout_s=1) == (ADDRESS,)
    assert len(names.asked) == 2


@pytest.mark.parametrize("answer", [OSError("none"), UnicodeError("label too long"), ()])
def test_a_name_without_address_fails_and_is_asked_for_again_soon(answer):
    names, clock = Names(answer, (ADDRESS,)), Clock()
    lookups = Lookups(names, clock=clock)
    for clock.now_s in (0, 4):
        with pytest.raises(LookupFailedError):
            lookups.addresses("h.example", timeout_s=1)
    clock.now_s = 6
    assert lookups.addresses("h.example", timeout_s=1) == (ADDRESS,)
    assert len(names.asked) == 2


def test_many_who_ask_at_once_wait_for_one_answer():
    may_answer, names = threading.Event(), Names((ADDRESS,))

    def slow(name):
        may_answer.wait(5)
        return names(name)

    lookups, found = Lookups(slow), []
    threads = [
        threading.Thread(target=lambda: found.append(lookups.addresses("h", timeout_s=5)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    may_answer.set()
    for thread in threads:
        thread.join()
    assert (found, len(names.asked)) == ([(ADDRESS,)] * 8, 1)


def test_lookups_that_hang_have_a_limit_and_leave_others_alone(monkeypatch):
    monkeypatch.setattr(module, "MAX_RUNNING", 2)
    may_answer = threading.Event()

    def resolve(name):
        if name.startswith("slow"):
            may_answer.wait(5)
        return (ADDRESS,)

    lookups = Lookups(resolve)
    assert lookups.addresses("fast", timeout_s=1) == (ADDRESS,)
    for name in ("slow-1", "slow-2", "slow-3"):
        with pytest.raises(LookupTimeoutError):
            lookups.addresses(name, timeout_s=0.01)
    assert lookups.addresses("fast", timeout_s=1) == (ADDRESS,)
    may_answer.set()


def test_only_so_many_answers_are_kept(monkeypatch):
    monkeypatch.setattr(module, "MAX_KEPT", 3)
    names = Names((ADDRESS,))
    lookups = Lookups(names)
    for number in range(10):
        lookups.addresses(f"h{number}.example", timeout_s=1)
    assert len(lookups._kept) == 3
