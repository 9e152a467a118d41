"""What depends on the platform: the data file, and memory over many threads."""

from __future__ import annotations

import gc
import sys
import threading
from pathlib import Path

import pytest

import edgegap

MB = 1 << 20


def resident() -> int:
    """Bytes of memory that the process uses."""
    if sys.platform == "win32":
        import ctypes

        counters = (ctypes.c_size_t * 10)()
        size = ctypes.sizeof(counters)
        ctypes.memset(counters, 0, size)
        process = ctypes.windll.kernel32.GetCurrentProcess
        process.restype = ctypes.c_void_p
        read = ctypes.windll.psapi.GetProcessMemoryInfo
        read.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_uint32]
        assert read(process(), ctypes.addressof(counters), size)
        # PROCESS_MEMORY_COUNTERS: two 32-bit numbers, the peak of the working set, the working set.
        return counters[2]
    if sys.platform == "linux":
        return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
    pytest.skip("the memory of this system is not known here")


def test_an_emulator_keeps_its_state_in_a_data_file(tmp_path: Path) -> None:
    data = tmp_path / "state \u00fcn\u00ef.redb"
    for first in (True, False):
        with edgegap.Emulator(data=data) as emulator, emulator.client() as client:
            if first:
                client.applications.create(name="my-game", is_active=True, image="")
            assert client.applications.get("my-game").name == "my-game"
            with pytest.raises(edgegap.ConfigurationError, match="another emulator"):
                edgegap.Emulator(data=data)


def test_calls_on_many_threads_do_not_leak_memory(client: edgegap.Client) -> None:
    def run_threads(count: int) -> int:
        for _ in range(count):
            thread = threading.Thread(target=lambda: client.applications.list().total())
            thread.start()
            thread.join()
        gc.collect()
        return resident()

    before = run_threads(300)
    after = run_threads(3000)
    assert after - before < 10 * MB, f"{(after - before) / MB:.1f} MB more"
