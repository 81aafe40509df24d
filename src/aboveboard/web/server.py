"""The server of the recipients' pages."""

from __future__ import annotations

from pathlib import Path

import uvicorn

from aboveboard.campaign.home import Home
from aboveboard.campaign.material import read_material
from aboveboard.campaign.recipients import Recipients
from aboveboard.web.site import recipients_site


def serve(campaign: Path, home: Path | None, *, host: str, port: int) -> None:
    """Serves until it is interrupted. No line of the log has an address, as tokens stand in them."""
    material = read_material(campaign)
    with Recipients.open(material, Home.of(campaign, home)) as recipients:
        uvicorn.run(
            recipients_site(recipients),
            host=host,
            port=port,
            access_log=False,
            log_level="warning",
            server_header=False,
            ws="none",
            limit_concurrency=100,
        )
