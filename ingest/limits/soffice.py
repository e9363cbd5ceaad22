"""LibreOffice as a converter: old word-processor files → .docx, in a process that may do nothing else.

Each conversion has a profile of its own in a temporary folder that goes with it, runs no macros, asks
nothing, reaches no network, and ends at a limit of time, memory and size, or with us. Measured with LibreOffice
7.4: it needs 0.6 GiB of address space to start (0.2 GiB resident) and grows with the file.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from ingest.limits.heartbeat import beat
from knowledge.errors import UserError

LONGEST_SECONDS = 25
MOST_MEMORY = 1024**3  # address space in bytes, not resident
MOST_OUTPUT = 100_000_000
PROGRAMS = ("soffice", "libreoffice")
PACKAGE = "libreoffice-writer-nogui"

# The pipe of standard input ends with us, however we end: then the folder goes, and the process group.
_SCRIPT = (
    'folder=$1; ulimit -S -v "$2"; ulimit -S -f "$3"; ulimit -S -t "$4"; shift 4; exec 3<&0; '
    '{ cat <&3 >/dev/null; rm -rf "$folder"; kill -9 0; } & "$@" </dev/null 3<&-'
)
_NOWHERE = "http://127.0.0.1:9"  # the port that discards
_SETTINGS = {
    "Office.Common/Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
    },
    "Office.Writer/Content/Update": {"Link": "2", "Field": "false"},
    "Inet/Settings": {
        "ooInetProxyType": "2",
        **{f"ooInet{kind}ProxyName": "127.0.0.1" for kind in ("HTTP", "HTTPS", "FTP")},
        **{f"ooInet{kind}ProxyPort": "9" for kind in ("HTTP", "HTTPS", "FTP")},
    },
}


def to_docx(data: bytes, suffix: str, name: str) -> bytes:
    """The file as .docx; `suffix` is what it is by its content. Raises UserError where LibreOffice is
    missing, gives up or takes too long."""
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if program is None:
        raise UserError(
            f"读取“{name}”需要 LibreOffice（Debian 软件包 {PACKAGE}），这台机器上没有；"
            "请安装，或用 Word、WPS 另存为 .docx 后再入库。"
        )
    with TemporaryDirectory(prefix="zhice-word-", ignore_cleanup_errors=True) as folder:
        source = Path(folder, f"document{suffix}")
        source.write_bytes(data)
        beat()
        _convert(program, source, name)
        beat()
        return _result(Path(folder, "out", "document.docx"), name)


def _convert(program: str, source: Path, name: str) -> None:
    folder = source.parent
    _write_profile(folder / "profile" / "user")
    limits = (MOST_MEMORY // 1024, MOST_OUTPUT // 512, LONGEST_SECONDS)
    process = subprocess.Popen(
        ["/bin/sh", "-c", _SCRIPT, "sh", *map(str, (folder, *limits)), *_command(program, source)],
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(LONGEST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise UserError(
            f"文件“{name}”转换超过 {LONGEST_SECONDS} 秒，没有入库；请用 Word 或 WPS 另存为 .docx 后再试。"
        ) from error
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End what is left of the process group."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def _command(program: str, source: Path) -> list[str]:
    profile = (source.parent / "profile").as_uri()
    return [
        *(program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck"),
        *("--nodefault", "--nologo", "--nofirststartwizard", "--convert-to", "docx:MS Word 2007 XML"),
        *("--outdir", str(source.parent / "out"), str(source)),
    ]


def _environment(folder: Path) -> dict[str, str]:
    proxies = {f"{kind}_proxy": _NOWHERE for kind in ("http", "https", "ftp", "all")}
    home = {key: str(folder) for key in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    return {**proxies, **home, "PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"}


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "".join(
        f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{key}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, settings in _SETTINGS.items()
        for key, value in settings.items()
    )
    head = '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    (folder / "registrymodifications.xcu").write_text(f"{head}{items}</oor:items>", encoding="utf-8")


def _result(file: Path, name: str) -> bytes:
    if not file.is_file() or not 0 < file.stat().st_size < MOST_OUTPUT:
        raise UserError(
            f"LibreOffice 读不出文件“{name}”，可能已损坏；请用 Word 或 WPS 另存为 .docx 后再入库。"
        )
    return file.read_bytes()
