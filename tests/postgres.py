"""A PostgreSQL cluster that lives for one test run."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import TracebackType

USERS = ("postgres", "nobody")


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl, newest version first; None if there is none."""
    found = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0,
        reverse=True,
    )
    on_path = shutil.which("initdb")
    folders = [*found, *([Path(on_path).parent] if on_path else [])]
    return next((f for f in folders if (f / "initdb").exists()), None)


class Cluster:
    """`with Cluster() as cluster: cluster.url` - on loopback only, gone afterwards."""

    def __init__(self) -> None:
        folder = binaries()
        if folder is None:
            raise RuntimeError("no PostgreSQL server binaries on this machine")
        self.bin = folder
        self.home = Path(tempfile.mkdtemp(prefix="threeplusn-pg-"))
        self.data = self.home / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def _run(self, *command: str) -> None:
        extra = {}
        if os.geteuid() == 0:
            account = self._account()
            os.chown(self.home, account.pw_uid, account.pw_gid)
            extra = {
                "user": account.pw_uid,
                "group": account.pw_gid,
                "extra_groups": [],
            }
        subprocess.run(
            command, check=True, cwd=self.home, stdout=subprocess.DEVNULL, **extra
        )

    @staticmethod
    def _account() -> pwd.struct_passwd:
        known = {entry.pw_name: entry for entry in pwd.getpwall()}
        return next(known[name] for name in USERS if name in known)

    def __enter__(self) -> "Cluster":
        self._run(
            str(self.bin / "initdb"),
            *("-D", str(self.data), "-U", "postgres", "-A", "trust"),
            *("-E", "UTF8", "--locale=C.UTF-8", "--no-sync"),
        )
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c fsync=off "
            f"-c unix_socket_directories={self.home} -c max_connections=200"
        )
        self._run(
            str(self.bin / "pg_ctl"),
            *("-D", str(self.data), "-o", options, "-w", "-l", str(self.home / "log")),
            "start",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._run(
            str(self.bin / "pg_ctl"), "-D", str(self.data), "-m", "fast", "-w", "stop"
        )
        shutil.rmtree(self.home, ignore_errors=True)
