"""The program that plays the replies of vectors and judges the outcomes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from server_program import ServerProgram
from vectors import Outcome


class ScriptedServer(ServerProgram):
    """The program of tests/scripted-server."""

    VARIABLE = "SDK_TEST_SCRIPTED_SERVER"

    def play(self, vector: dict[str, Any]) -> Playing:
        """Serves the exchanges of a vector on ports of their own."""
        return Playing(self, self.send("POST", "/_script", vector))


class Playing:
    """A vector whose exchanges are served."""

    def __init__(self, server: ScriptedServer, script: dict[str, Any]) -> None:
        self._server = server
        self.script = script

    def url(self, template: str) -> str:
        """A URL, or another string, with the placeholders of vectors filled in."""
        for name, place in self.script["places"].items():
            template = template.replace("{{" + name + "}}", place)
        return template

    def fill(self, template: str | None) -> str | None:
        """The same for a string that may be absent."""
        return None if template is None else self.url(template)

    def wait_until_ended(self) -> None:
        """Returns once every connection that a reply ended has been closed by the server."""
        self._server.send("GET", f"/_script/{self.script['id']}/ended")

    def judge(self, outcome: Outcome) -> list[str] | None:
        """Ends the script; gives every difference from the vector, or None if the play is void."""
        verdict = self._server.send("POST", f"/_script/{self.script['id']}/outcome", asdict(outcome))
        return None if verdict["void"] else verdict["differences"]
