"""Progress: a bar with rate and time left on a terminal, plain lines otherwise, always on standard error."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

Tell = Callable[[str, int, int], None]


@contextmanager
def progress() -> Iterator[Tell]:
    """A function to tell of progress: what is being done, how many are done, of how many."""
    if sys.stderr.isatty():
        with _bars() as tell:
            yield tell
    else:
        yield _lines()


@contextmanager
def _bars() -> Iterator[Tell]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bars:
        tasks: dict[str, tuple[TaskID, float]] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = (bars.add_task(what, total=total, rate=""), time.monotonic())
            task, start = tasks[what]
            bars.update(task, completed=done, total=total, rate=_rate(done, start))

        yield tell


def _lines() -> Tell:
    starts: dict[str, float] = {}

    def tell(what: str, done: int, total: int) -> None:
        start = starts.setdefault(what, time.monotonic())
        if done:
            click.echo(f"{what}: {done} of {total} ({_rate(done, start)})", err=True)

    return tell


def _rate(done: int, start: float) -> str:
    seconds = max(time.monotonic() - start, 1e-6)
    return f"{done / seconds:,.0f}/s"
