"""The recipients' site: pages that only read, and buttons that act."""

from __future__ import annotations

from importlib import resources
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from aboveboard.campaign.recipients import Link, Recipients, Seen
from aboveboard.domain.errors import UnavailableError
from aboveboard.kernel.short_code import read_code
from aboveboard.web.acts import ACTS, CHOICES, PERSONALISATION_OFF, PERSONALISATION_ON, STOP, Act
from aboveboard.web.pages import Pages
from aboveboard.web.shield import Shield
from aboveboard.web.wishes import stated

GPC_SINCE: Final = "2026-11-23"
ONE_CLICK: Final = ("List-Unsubscribe", "One-Click")
ONE_CLICK_DONE: Final = "Done. You will not hear from us again.\n"


def recipients_site(recipients: Recipients) -> ASGIApp:
    """The application that serves the pages of one campaign's recipients.

    Only a POST ever changes anything (RFC 9110, section 9.2.1), so mail scanners may open every link; but for a browser
    that itself asks for it, by the header of a Global Privacy Control signal, which no scanner sends. The signed token
    in the path is all the authority there is: no cookie, no session, so there is nothing for a foreign site to ride on.
    """
    site = _Site(recipients)
    app = Starlette(
        routes=[
            Route("/r/{token}", site.page),
            Route("/r/{token}/", site.page),
            Route("/r/{token}/personalisation", site.personalisation, methods=["GET", "POST"]),
            Route("/r/{token}/wishes", site.wishes, methods=["GET", "POST"]),
            Route("/r/{token}/correct", site.correct, methods=["GET", "POST"]),
            Route("/r/{token}/data.json", site.data, methods=["GET", "POST"]),
            Route("/r/{token}/{act}", site.act, methods=["GET", "POST"]),
            Route("/u/{token}", site.one_click, methods=["GET", "POST"]),
            Route("/static/style.css", style),
            Route("/.well-known/gpc.json", gpc_support),
            Route("/robots.txt", robots),
            Route("/{code}", site.printed, methods=["GET", "POST"]),
        ],
        exception_handlers={
            HTTPException: site.refused,
            UnavailableError: site.busy,
            Exception: site.broken,
        },
    )
    app.router.redirect_slashes = False
    return Shield(app)


def style(request: Request) -> Response:
    """The one style sheet."""
    text = resources.files("aboveboard.web").joinpath("static/style.css").read_bytes()
    return Response(text, media_type="text/css")


def robots(request: Request) -> Response:
    """Nothing here is for search engines."""
    return PlainTextResponse("User-agent: *\nDisallow: /\n")


def gpc_support(request: Request) -> Response:
    """We abide by Global Privacy Control signals (the support resource of the GPC specification, section 4)."""
    return JSONResponse({"gpc": True, "lastUpdate": GPC_SINCE})


class _Site:
    """The pages; each asks the recipients in a thread of its own, as the store waits for its disk."""

    def __init__(self, recipients: Recipients) -> None:
        self._recipients = recipients
        self._pages = Pages(recipients.sender, recipients.campaign, recipients.topics)

    async def page(self, request: Request) -> Response:
        """Why, from what, and all that can be done; changes nothing."""
        link = await self._link(request, "why")
        return self._pages.seen(request, await self._see(link))

    async def act(self, request: Request) -> Response:
        """GET says what the button will do; POST does it and says what was done."""
        act = ACTS.get(request.path_params["act"])
        if act is None:
            raise HTTPException(404)
        link = await self._link(request, act.page)
        return await self._ask_or_do(request, link, act)

    async def personalisation(self, request: Request) -> Response:
        """GET offers the other state; POST sets the one that its form names."""
        link = await self._link(request, "personalisation")
        if request.method == "POST":
            act = CHOICES.get(str((await _form(request)).get("choice")))
            if act is not None:
                return await self._do(request, link, act)
        seen = await self._see(link)
        offered = PERSONALISATION_OFF if seen.personalisation else PERSONALISATION_ON
        return self._pages.ask(request, offered, seen, status=400 if request.method == "POST" else 200)

    async def wishes(self, request: Request) -> Response:
        """GET shows what may be wished and what holds; POST keeps what the form says anew."""
        link = await self._link(request, "wishes")
        seen = await self._see(link)
        if request.method != "POST":
            return self._pages.wishes(request, seen)
        said = stated(await _form(request), seen.wishes, self._recipients.topics, self._recipients.today())
        if said is None:
            return self._pages.wishes(request, seen, status=400)
        if said:
            await run_in_threadpool(self._recipients.wish, link, said)
        return self._pages.wished(request)

    async def correct(self, request: Request) -> Response:
        """GET lists the facts; POST hands marks and words to a person."""
        link = await self._link(request, "correct")
        seen = await self._see(link)
        known = [ground.fact for ground in seen.letter.grounds if ground.fact] if seen.letter else []
        if request.method != "POST":
            return self._pages.correct(request, seen)
        form = await _form(request)
        marked, words = set(form.getlist("fact")), _plain(str(form.get("words", "")))
        disputed = [fact for fact in known if fact in marked]
        if not disputed and not words:
            return self._pages.correct(request, seen, status=400)
        await run_in_threadpool(self._recipients.correct, link, disputed, words)
        return self._pages.corrected(request)

    async def data(self, request: Request) -> Response:
        """GET says what the file holds; POST gives it, on record."""
        link = await self._link(request, "data")
        if request.method != "POST":
            return self._pages.data(request, await self._see(link))
        text = await run_in_threadpool(self._recipients.take_along, link)
        headers = {"Content-Disposition": 'attachment; filename="your-data.json"'}
        return Response(text, media_type="application/json", headers=headers)

    async def one_click(self, request: Request) -> Response:
        """The list-unsubscribe address of RFC 8058: a POST with its one field acts; everything else shows the page."""
        link = self._recipients.stop_link(request.path_params["token"])
        if link is None:
            raise HTTPException(404)
        await self._heed(request, link, "stop")
        if request.method != "POST":
            return self._pages.one_click(request)
        name, value = ONE_CLICK
        if (await _form(request)).get(name) != value:
            return self._pages.one_click(request, status=400)
        await run_in_threadpool(self._recipients.stop, link, source="one_click")
        if "text/html" in request.headers.get("accept", ""):
            return self._pages.done(request, STOP, home=False)
        return PlainTextResponse(ONE_CLICK_DONE)

    async def printed(self, request: Request) -> Response:
        """The address that is typed from a letter: GET shows the button, a POST stops.

        A code that no letter has is answered as one that is good, so that nothing is learned by guessing, and an old
        letter gets its answer after an erasure too. One with a typing error is told so.
        """
        code = read_code(request.path_params["code"])
        if code is None:
            raise HTTPException(404)
        link = await run_in_threadpool(self._recipients.code_link, code)
        if link is not None:
            await self._heed(request, link, "stop")
        if request.method != "POST":
            return self._pages.printed(request, code)
        if link is not None:
            await run_in_threadpool(self._recipients.stop, link, source="page")
        return self._pages.done(request, STOP, home=False)

    async def refused(self, request: Request, error: Exception) -> Response:
        """A page that says how to reach a person, for every address that is none of ours."""
        status = error.status_code if isinstance(error, HTTPException) else 404
        return self._pages.problem(request, status)

    async def busy(self, request: Request, error: Exception) -> Response:
        """The page for a store that another process holds."""
        seconds = error.retry_after if isinstance(error, UnavailableError) else 60.0
        response = self._pages.problem(request, 503)
        response.headers["Retry-After"] = str(round(seconds))
        return response

    async def broken(self, request: Request, error: Exception) -> Response:
        """The page for what should not have happened; it is logged by the server, without the address."""
        return self._pages.problem(request, 500)

    async def _ask_or_do(self, request: Request, link: Link, act: Act) -> Response:
        if request.method == "POST":
            return await self._do(request, link, act)
        return self._pages.ask(request, act, await self._see(link))

    async def _do(self, request: Request, link: Link, act: Act) -> Response:
        await run_in_threadpool(act.do, self._recipients, link)
        return self._pages.done(request, act)

    async def _see(self, link: Link) -> Seen:
        return await run_in_threadpool(self._recipients.see, link)

    async def _link(self, request: Request, page: str) -> Link:
        link = self._recipients.link(request.path_params["token"])
        if link is None:
            raise HTTPException(404)
        await self._heed(request, link, page)
        return link

    async def _heed(self, request: Request, link: Link, page: str) -> None:
        """A Global Privacy Control signal is on record: the header with the very value 1, and nothing else of it."""
        if "1" in request.headers.getlist("sec-gpc"):
            await run_in_threadpool(self._recipients.signal, link, page)


def _plain(words: str) -> str:
    """The words without control characters, as a person may read them on a terminal."""
    return "\n".join("".join(filter(str.isprintable, line)) for line in words.splitlines()).strip()


async def _form(request: Request) -> FormData:
    """The fields of a form, urlencoded or multipart; a body that is none of these has no fields."""
    try:
        return await request.form(max_files=0, max_fields=50)
    except HTTPException:
        return FormData()
