"""`observe site` and `observe again`, with real servers on loopback, killed and taken up again."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Say = Callable[..., tuple[int, str, str]]
Server = Any
CALL = "import sys; from aboveboard.cli.main import main; main(sys.argv[1:])"
READER = ["--contact", "https://agency.example/reader", "--allow-private", "--pause", "0"]


def lines(out: str) -> list[dict[str, Any]]:
    """The records of an output."""
    return [json.loads(line) for line in out.splitlines()]


def test_a_site_is_a_line(say: Say, local_site: Server) -> None:
    """A site gives its pages and facts, each with the page it stands on, without mailboxes; progress is told apart."""
    local_site.html(
        "/", "<title>Crumb</title><p>info@crumb.example, jo.miller@crumb.example</p><a href=/contact>Contact</a>"
    )
    status, out, err = say("observe", "site", local_site.url, *READER)
    (record,) = lines(out)
    facts = {(fact["attribute"], fact["url"]): fact for fact in record["facts"]}
    home, contact = f"{local_site.url}/", f"{local_site.url}/contact"

    assert (0, home) == (status, record["url"])
    assert [{"url": home, "status": 200}, {"url": contact, "status": 200}] == record["pages"]
    assert {"attribute", "value", "level", "excerpt", "where", "url", "as_of"} == set(facts["page.title", home])
    assert "Crumb" == facts["page.title", home]["value"]
    assert 2 == facts["site.pages_read", home]["value"]
    assert "reason" not in record
    assert "@" not in out
    assert "reading: 1 of 1" in err


def test_sites_come_in_their_order_with_reasons(say: Say, local_sites: Callable[[], Server]) -> None:
    """Sites are answered in order; one that refused or did not answer has a reason, and the status is 1."""
    good, refusing, down = local_sites(), local_sites(), local_sites()
    refusing.answers["/.well-known/outreach.txt"] = (200, {}, b"refuse")
    down.answers["/"] = (500, {}, b"")
    given = "\n".join([refusing.url, good.url, "", "mailto:jo@shop.example", down.url]).encode()
    status, out, _ = say("observe", "site", *READER, given=given)
    records = lines(out)

    assert 1 == status
    assert ["refusal_file", None, None, "page_missing"] == [record.get("reason") for record in records]
    assert {"code": "input_refused", "message": "address 3 is no web address"} == records[2]["error"]
    assert ([], 0) == (records[0]["facts"], records[0]["persons_seen"])
    assert "@" not in out


def test_private_addresses_need_leave(say: Say, local_site: Server) -> None:
    """Without --allow-private nothing on loopback is asked."""
    status, out, _ = say("observe", "site", local_site.url, "--contact", "https://agency.example/reader")

    assert (1, "page_missing") == (status, lines(out)[0]["reason"])
    assert [] == local_site.asked


def test_without_a_contact_private_addresses_alone_are_read(say: Say, local_site: Server) -> None:
    """Loopback needs nobody to be told; a public address is not asked without a page that explains us."""
    status, out, _ = say("observe", "site", local_site.url, "http://8.8.8.8/", "--allow-private", "--pause", "0")

    assert 1 == status
    assert [None, "page_missing"] == [record.get("reason") for record in lines(out)]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "--contact: the sites have to be told who reads them"),
        (["--contact", "me"], "`contact` is no web address"),
        (["--contact", "https://a.example/", "--resume"], "--resume: there is nothing to go on with"),
        (["--contact", "https://a.example/", "--max-pages", "13"], "13 is not in the range"),
    ],
)
def test_arguments_are_checked_first(say: Say, local_site: Server, arguments: list[str], problem: str) -> None:
    """What cannot be used is refused with status 2 before anything is asked."""
    status, out, err = say("observe", "site", local_site.url, *arguments)

    assert (2, "") == (status, out)
    assert problem in err
    assert [] == local_site.asked


def test_facts_are_read_again(say: Say, local_site: Server, tmp_path: Path) -> None:
    """What was read is held against the pages as they are: 0 where all holds, 1 where something changed."""
    local_site.html("/", "<title>Crumb</title>")
    file = tmp_path / "facts.jsonl"
    file.write_text(say("observe", "site", local_site.url, *READER)[1], "utf-8")
    status, out, _ = say("observe", "again", file, *READER)
    assert (0, {"holds", "unknown"}) == (status, {record["state"] for record in lines(out)})

    local_site.html("/", "<title>Crust</title>")
    status, out, _ = say("observe", "again", file, *READER)
    (title,) = [record for record in lines(out) if record["attribute"] == "page.title"]
    assert 1 == status
    assert {
        "attribute": "page.title",
        "url": f"{local_site.url}/",
        "was": "Crumb",
        "is": "Crust",
        "state": "changed",
    } == title


def test_a_file_without_facts_is_refused(say: Say, tmp_path: Path) -> None:
    """A line that holds no facts ends with status 2, its place, and nothing on standard output."""
    file = tmp_path / "facts.jsonl"
    file.write_text("{}\n", "utf-8")
    status, out, err = say("observe", "again", file, *READER)

    assert (2, "") == (status, out)
    assert f"{file}:1: this line holds no facts" in err


def test_a_killed_visit_is_taken_up_again(local_site: Server, tmp_path: Path) -> None:
    """Killed while a page was on its way, the second start asks for that page and those after it, and nothing else."""
    reached, hold = threading.Event(), threading.Event()

    def stuck(handler: Any) -> None:
        reached.set()
        hold.wait(30)

    local_site.html("/", "".join(f"<a href=/{name}>{name}</a>" for name in ("impressum", "contact", "terms", "prices")))
    for name in ("terms", "prices"):
        local_site.html(f"/{name}", f"<title>{name}</title>")
    local_site.answers["/terms"] = stuck
    call = [sys.executable, "-c", CALL, "observe", "site", local_site.url, *READER, "--cache", str(tmp_path / "cache")]
    process = subprocess.Popen([*call, "--resume"], stdout=subprocess.PIPE)
    assert reached.wait(60)
    os.kill(process.pid, signal.SIGKILL)
    assert b"" == process.communicate()[0]
    hold.set()
    first, local_site.asked[:] = list(local_site.asked), []
    local_site.html("/terms", "<title>terms</title>")
    again = subprocess.run([*call, "--resume"], capture_output=True, text=True, check=False)
    (record,) = lines(again.stdout)

    assert ["/.well-known/outreach.txt", "/robots.txt", "/", "/impressum", "/contact", "/terms"] == first
    assert ["/terms", "/prices"] == local_site.asked
    assert ["/", "/impressum", "/contact", "/terms", "/prices"] == [
        page["url"].removeprefix(local_site.url) for page in record["pages"]
    ]
    assert 0 == again.returncode
