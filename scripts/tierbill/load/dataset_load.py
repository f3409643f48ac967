"""A dataset into a landing folder: all of its files or, if one is refused, none."""

from __future__ import annotations

import dataclasses
import errno
from collections.abc import Callable, Sequence
from pathlib import Path

from rich.console import Console

from tierbill.landing.folder import Landing, open_landing
from tierbill.load.delivered_files import DeliveredFile, delivered_files
from tierbill.load.load_context import LoadContext
from tierbill.load.load_database import connect
from tierbill.load.load_report import LoadReport
from tierbill.load.refusals import FileRefused, LoadRefused, Refusal
from tierbill.load.replacement import ReplacementRequest
from tierbill.load.running_load import RunningLoad
from tierbill.load.source_names import check_source
from tierbill.load.time_reading import AS_WRITTEN, TimeReading
from tierbill.shared.errors import RecordsRejected, Refused
from tierbill.shared.rejection_causes import RejectionCause
from tierbill.shared.rejection_reasons import PAGE

NOTHING_REPLACED = ReplacementRequest()
NO_FAULT_OF_THE_FILE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.ENOMEM, errno.EROFS}
"""Errors of the disk or the machine: the delivered file is as good as before."""


def load_dataset(
    dataset: Path,
    landing: Path,
    *,
    times: TimeReading = AS_WRITTEN,
    source: str | None = None,
    replaced: ReplacementRequest = NOTHING_REPLACED,
    round_digits: bool = False,
    replace: bool = False,
    allow_rejected: bool = True,
    advance: Callable[[int], None] = lambda _: None,
    console: Console | None = None,
) -> LoadReport:
    """Load a dataset's files into a landing folder, record for record (rules 1.1 a).

    A file whose bytes are there already is skipped. `times` says how times are read; without a
    zone those without an offset are rejected. `source` is written before the ids of usage, orders
    and adjustments. The dataset is all there is of the scopes of `replaced`. With `round_digits`
    numbers with more digits than their type holds are rounded half away from zero, else rejected.
    With `replace` the landing afterwards holds exactly this dataset. Without `allow_rejected`
    nothing is landed if a required table has no accepted record or more than half of the records
    are rejected. `advance` is called with the bytes of each step of reading; `console` is told
    while another load is waited for.

    Raises:
        LoadRefused: a file was refused; all refused files are named and nothing was loaded.
        RecordsRejected: too much was rejected; nothing was loaded.
        TooMuchTakenBack: more than half of a replaced scope would be taken back.
        Refused: a folder cannot be used, or what is told of times, source or scopes.
    """
    times.check()
    check_source(source)
    delivered = delivered_files(dataset)
    _check_apart(dataset.resolve(), landing.resolve())
    with open_landing(landing, console) as folder:
        context = LoadContext(folder.now, times, advance, round_digits, source)
        return load_delivered(
            delivered, folder, context, replaced, replace=replace, allow_rejected=allow_rejected
        )


def load_delivered(
    delivered: tuple[list[DeliveredFile], list[Refusal]],
    folder: Landing,
    context: LoadContext,
    replaced: ReplacementRequest = NOTHING_REPLACED,
    *,
    replace: bool = False,
    allow_rejected: bool = True,
) -> LoadReport:
    """Load delivered files into a landing folder that the caller holds.

    Raises:
        LoadRefused, RecordsRejected: as `load_dataset`.
    """
    files, refusals = delivered
    folder.staging.mkdir()
    with connect(folder.staging) as database:
        held = {(entry.table, entry.record_file): entry for entry in folder.entries}
        load = RunningLoad(folder, database, context, held, [], {})
        for file in files:
            try:
                load.take(file)
            except FileRefused as refused:
                refusals.append(Refusal(file.name, refused.reason, refused.remedy))
            except OSError as error:
                if error.errno in NO_FAULT_OF_THE_FILE:
                    raise
                reason = f"it cannot be read or landed ({error})"
                refusals.append(Refusal(file.name, reason, "Fix that and load again."))
        if refusals:
            raise LoadRefused(sorted(refusals, key=lambda refusal: refusal.file))
        load.explain_rejections()
        if not allow_rejected and (too_much := load.report(None).too_much_rejected()):
            raise RecordsRejected(_not_loaded(too_much, load.causes))
        load.replace_scopes(replaced)
        load.count_retractions()
    if replaced.is_trial:
        return dataclasses.replace(load.report(None), is_trial=True)
    return load.replace() if replace else load.add()


def _not_loaded(too_much: str, causes: Sequence[RejectionCause]) -> str:
    """Say why nothing was loaded: each cause with an example and its cure."""
    blocks = [f"Nothing was loaded. {too_much}"]
    for cause in causes:
        heading, *lines = cause.lines()
        blocks.append("\n".join([heading, *(f"  {line}" for line in lines)]))
    blocks.append(
        f"All reasons are explained in {PAGE}. Correct the files and load again; "
        "--allow-rejected loads what can be accepted and keeps the rest as rejected."
    )
    return "\n\n".join(blocks)


def _check_apart(dataset: Path, landing: Path) -> None:
    if dataset in (landing, *landing.parents) or landing in dataset.parents:
        raise Refused(f"{landing}: the landing folder and the dataset must lie apart.")
