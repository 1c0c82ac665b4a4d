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
# Nothing of it has to outlive the run.
QUICK = " ".join(
    f"-c {setting}"
    for setting in (
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=1GB",
        "checkpoint_timeout=10min",
        # Tables are small and soon empty again: neither pays.
        "jit=off",
        "autovacuum=off",
    )
)
MEMORY, ROOM = Path("/dev/shm"), 4 * 1024**3


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


def _in_memory() -> Path | None:
    """A disk of memory with room for the run, where there is one."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
        return MEMORY
    return None


class Cluster:
    """`with Cluster() as cluster: cluster.url` - on loopback only, gone afterwards."""

    def __init__(self) -> None:
        folder = binaries()
        if folder is None:
            raise RuntimeError("no PostgreSQL server binaries on this machine")
        self.bin = folder
        self.home = Path(tempfile.mkdtemp(prefix="threeplusn-pg-", dir=_in_memory()))
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
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c max_connections=200 "
            f"-c unix_socket_directories={self.home} {QUICK}"
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
