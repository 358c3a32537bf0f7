"""What libnbd sees of an NBD export of ours: python3 libnbd_client.py URI NAME. The disk is 16 MiB of zeroes, writable."""
import errno
import sys

import nbd

uri, name = sys.argv[1], sys.argv[2]
MIB = 1 << 20


def connect(*contexts, structured=True):
    h = nbd.NBD()
    for context in contexts:
        h.add_meta_context(context)
    h.set_request_structured_replies(structured)
    h.set_strict_mode(0)  # wrong requests are sent too
    h.connect_uri(uri)
    return h


def fails(number, call, *arguments):
    try:
        call(*arguments)
    except nbd.Error as e:
        assert e.errno == errno.errorcode[number], (e.errno, errno.errorcode[number], str(e))
    else:
        raise AssertionError(f"{call} {arguments} did not fail")


def extents(h, count, offset, flags=0):
    seen = {}
    h.block_status(count, offset, lambda context, at, entries, error: seen.update({context: (at, list(entries))}), flags)
    return seen


for structured in (True, False):
    h = connect(structured=structured)
    assert h.get_structured_replies_negotiated() == structured
    assert h.get_size() == 16 * MIB and h.get_export_name() == name
    assert h.can_multi_conn() and h.can_fua() and h.can_flush() and h.can_trim() and h.can_zero()
    assert h.can_fast_zero() and h.can_cache() and h.can_df() == structured and not h.is_read_only()
    assert h.get_block_size(nbd.SIZE_MAXIMUM) == 32 * MIB

    data = bytes(range(256)) * 4096
    h.pwrite(data, 3 * MIB + 5)
    assert h.pread(len(data), 3 * MIB + 5) == data
    h.pwrite(b"x" * 4096, 0, nbd.CMD_FLAG_FUA)
    h.flush()
    h.zero(8192, 3 * MIB, nbd.CMD_FLAG_NO_HOLE)
    assert h.pread(8192, 3 * MIB) == bytes(8192)
    h.trim(MIB, 8 * MIB, nbd.CMD_FLAG_FUA)
    h.cache(MIB, 0)

    fails(errno.EINVAL, h.pread, 512, 16 * MIB - 511)
    fails(errno.ENOSPC, h.pwrite, bytes(512), 16 * MIB - 511)
    fails(errno.ENOSPC, h.zero, 512, 16 * MIB)
    fails(errno.EINVAL, h.trim, 512, 16 * MIB)
    fails(errno.EINVAL, h.cache, 512, 16 * MIB)
    assert h.pread(4096, 0) == b"x" * 4096
    h.shutdown()

h = connect("base:allocation", "qemu:allocation-depth", "qemu:dirty-bitmap:none")
assert h.can_meta_context("base:allocation") and h.can_meta_context("qemu:allocation-depth")
assert not h.can_meta_context("qemu:dirty-bitmap:none")
h.zero(16 * MIB, 0)
h.pwrite(b"y" * MIB, 4 * MIB)
seen = extents(h, 16 * MIB, 0)
at, entries = seen["base:allocation"]
assert at == 0 and sum(entries[0::2]) == 16 * MIB, entries
assert entries[0:2] == [4 * MIB, 3] or entries[0:2] == [4 * MIB, 2], entries
assert entries[2:4] == [MIB, 0], entries
assert seen["qemu:allocation-depth"][1][-2] > 0
one = extents(h, 2 * MIB, 4 * MIB, nbd.CMD_FLAG_REQ_ONE)
assert one["base:allocation"][1] == [MIB, 0], one

# one piece or many, the same bytes
chunks = []
h.pread_structured(8 * MIB, 2 * MIB, lambda part, offset, status, error: chunks.append((offset, len(part), status)))
assert sum(length for _, length, _ in chunks) >= 3 * MIB or any(s == nbd.READ_HOLE for _, _, s in chunks), chunks
chunks.clear()
h.pread_structured(8 * MIB, 2 * MIB, lambda part, offset, status, error: chunks.append((offset, len(part), status)), nbd.CMD_FLAG_DF)
assert chunks == [(2 * MIB, 8 * MIB, nbd.READ_DATA)], chunks

# a write on one connection that was flushed is seen on another
other = connect()
h.pwrite(b"z" * 4096, 12 * MIB)
h.flush()
assert other.pread(4096, 12 * MIB) == b"z" * 4096

# many in flight at once
buffers = [nbd.Buffer(65536) for _ in range(64)]
cookies = [h.aio_pread(b, i * 65536) for i, b in enumerate(buffers)]
while cookies:
    h.poll(-1)
    cookies = [c for c in cookies if not h.aio_command_completed(c)]
h.shutdown()
other.shutdown()

tls = nbd.NBD()
if tls.supports_tls():
    tls.set_tls(nbd.TLS_REQUIRE)
    try:
        tls.connect_uri(uri)
    except nbd.Error:
        pass
    else:
        raise AssertionError("TLS was accepted")
