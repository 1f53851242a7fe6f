"""An access token is asked for early, kept in memory, and its service is never pestered."""

import itertools
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
import structlog

from bot.errors import PobotError, ServerGone, TokenRefused
from bot.mail.oauth import GIVEN_UP, CachedToken, Granted, TryLater, granted

HOUR = 3600.0


@dataclass
class Service:
    """Gives tokens "1", "2", ...; `failing` is raised instead while it is set."""

    lives: float = HOUR
    failing: Exception | None = None
    asked: int = 0
    now: float = 1000.0
    meanwhile: Callable[[], object] = field(default=lambda: None)

    def __str__(self) -> str:
        return "login.test"

    def inspect(self) -> None: ...

    def ask(self) -> Granted:
        self.asked += 1
        self.meanwhile()
        if self.failing:
            raise self.failing
        return Granted(str(self.asked), self.lives)

    def flaw(self, token: str, protocol: str) -> str:
        return f"token {token} is not for {protocol}" if protocol == "SMTP" else ""

    def advise(self, protocol: str) -> str:
        return f"look at {protocol}"

    def cached(self, answer_within: float = 30.0) -> CachedToken:
        return CachedToken(self, answer_within=answer_within, ticking=lambda: self.now)


def refusal(token: CachedToken) -> PobotError:
    with pytest.raises(PobotError) as refused:
        token.read()
    return refused.value


def test_a_token_is_asked_for_once_and_serves_for_most_of_its_life() -> None:
    service = Service()
    token = service.cached()
    assert service.asked == 0
    assert token.read() == "1"
    service.now += HOUR * 0.79
    assert token.read() == "1"
    assert service.asked == 1


def test_a_token_is_replaced_long_before_its_end() -> None:
    service = Service()
    token = service.cached()
    token.read()
    service.now += HOUR * 0.8
    assert token.read() == "2"


def test_the_old_token_serves_on_while_the_service_is_away_and_somebody_hears_of_it() -> None:
    service = Service()
    token = service.cached()
    token.read()
    service.now += HOUR * 0.8
    service.failing = ServerGone("login.test: down")
    with structlog.testing.capture_logs() as logs:
        assert token.read() == "1"
    assert [(line["log_level"], line["error"]) for line in logs] == [("error", "login.test: down")]
    assert logs[0]["old_one_holds_seconds"] == 720


def test_a_token_is_not_used_in_its_last_minute() -> None:
    service = Service()
    token = service.cached()
    token.read()
    service.failing = ServerGone("login.test: down")
    service.now += HOUR - 60
    assert "login.test: down" in str(refusal(token))


def test_a_service_in_trouble_is_asked_ever_more_rarely() -> None:
    service = Service(failing=ServerGone("down"))
    token = service.cached()
    times = []
    for _ in range(4000):
        before = service.asked
        assert isinstance(refusal(token), ServerGone)
        if service.asked > before:
            times.append(service.now)
        service.now += 1
    waits = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert 5 <= waits[0] <= 7
    assert all(a <= b * 1.21 for a, b in itertools.pairwise(waits))
    assert 300 <= max(waits) <= 361


def test_after_trouble_the_service_is_asked_again_and_all_is_well() -> None:
    service = Service(failing=ServerGone("down"))
    token = service.cached()
    refusal(token)
    service.failing = None
    service.now += 6
    assert token.read() == "2"


def test_a_refusal_is_final_for_ten_minutes_however_often_a_token_is_wanted() -> None:
    service = Service(failing=TokenRefused("the client secret has expired"))
    token = service.cached()
    for _ in range(100):
        found = refusal(token)
        assert isinstance(found, TokenRefused)
        assert str(found) == "the client secret has expired"
        service.now += 5.99
    assert service.asked == 1
    service.failing = None
    service.now += 121
    assert token.read() == "2"


def test_a_service_that_says_when_to_come_back_is_left_alone_until_then() -> None:
    service = Service(failing=TryLater("HTTP 429", 90.0))
    token = service.cached()
    refusal(token)
    service.failing = None
    service.now += 89
    refusal(token)
    service.now += 20
    assert token.read() == "2"


def test_a_service_that_wants_to_be_left_alone_for_a_year_is_not() -> None:
    service = Service(failing=TryLater("HTTP 503", 3e7))
    token = service.cached()
    refusal(token)
    service.failing = None
    service.now += HOUR * 1.2 + 1
    assert token.read() == "2"


def test_a_service_that_never_answers_is_given_up_and_not_asked_twice_at_once() -> None:
    release = threading.Event()
    service = Service(meanwhile=lambda: release.wait(30))
    token = service.cached(answer_within=0.05)
    assert str(refusal(token)) == "login.test: no answer within 0.05 seconds"
    service.now += 10
    refusal(token)
    assert service.asked == 1
    service.now += GIVEN_UP
    refusal(token)
    assert service.asked == 2
    release.set()


def test_an_answer_that_comes_late_is_taken_all_the_same() -> None:
    release = threading.Event()
    service = Service(meanwhile=lambda: release.wait(30))
    token = service.cached(answer_within=0.05)
    refusal(token)
    service.now += 100
    release.set()
    end_of_asking()
    assert token.read() == "1"
    service.now += HOUR * 0.8 - 100
    assert token.read() == "2", "it lives from when it was asked for"


def test_a_token_that_holds_is_not_kept_waiting_for_its_successor() -> None:
    service = Service()
    token = service.cached(answer_within=0.05)
    token.read()
    release = threading.Event()
    service.meanwhile = lambda: release.wait(30)
    service.now += HOUR * 0.8
    assert token.read() == "1"
    release.set()
    end_of_asking()
    assert token.read() == "2"


def end_of_asking() -> None:
    """Wait for the threads that ask."""
    for thread in threading.enumerate():
        if thread.name == "oauth":
            thread.join(10)


def test_threads_that_want_a_token_at_once_share_one() -> None:
    service = Service()
    token = service.cached()
    read: list[str] = []
    threads = [threading.Thread(target=lambda: read.append(token.read())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert read == ["1"] * 8
    assert service.asked == 1


def test_a_token_that_a_server_refused_is_replaced_unless_it_was_just_given() -> None:
    service = Service()
    token = service.cached()
    token.read()
    assert not token.forget()
    assert token.read() == "1"
    service.now += 61
    assert token.forget()
    assert token.read() == "2"


def test_without_a_token_there_is_nothing_to_forget() -> None:
    assert not Service().cached().forget()


def test_what_a_token_lacks_goes_before_other_advice() -> None:
    token = Service().cached()
    assert token.advise("SMTP") == "look at SMTP"
    token.read()
    assert token.advise("SMTP") == "token 1 is not for SMTP"
    assert token.advise("IMAP") == "look at IMAP"


def test_what_a_library_says_of_a_surprise_is_not_passed_on() -> None:
    token = Service(failing=KeyError("s3cret")).cached()
    assert str(refusal(token)) == "login.test: could not be asked: KeyError"


@pytest.mark.parametrize("token", ["", "a b", "a\r\nb", "a\x01b", "ä", 7, None, ["t"], "x" * 16385])
def test_what_is_no_token_is_not_taken_for_one_nor_quoted(token: object) -> None:
    with pytest.raises(ServerGone) as refused:
        granted(token, 3600, "login.test")
    assert str(refused.value) == "login.test: gave something that is no token"


@pytest.mark.parametrize("lives", [0, -1, "soon", "nan", "inf", [], 1e400])
def test_a_token_that_holds_for_no_time_is_refused(lives: object) -> None:
    with pytest.raises(ServerGone, match="for no time"):
        granted("t0ken", lives, "login.test")


@pytest.mark.parametrize(("lives", "seconds"), [(3599, 3599.0), ("3599", 3599.0), (None, 600.0)])
def test_a_lifetime_is_a_number_or_short(lives: object, seconds: float) -> None:
    assert granted("t0ken", lives, "login.test").lives == seconds


def test_a_token_does_not_show_itself() -> None:
    assert "t0ken" not in repr(Granted("t0ken", HOUR))
