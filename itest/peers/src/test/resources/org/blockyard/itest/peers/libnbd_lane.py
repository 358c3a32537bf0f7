"""Asks for much that takes long, then for what is in the cache: URI, number of slow requests, cached bytes."""
import sys
import nbd

uri, slow, cached = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
h = nbd.NBD()
h.add_meta_context(nbd.CONTEXT_BASE_ALLOCATION)
h.connect_uri(uri)

# what is cached now
data = h.pread(cached, 0)
assert any(data)

done = []
buffers = [nbd.Buffer(4096) for _ in range(slow)]
for i, buffer in enumerate(buffers):
    h.aio_pread(buffer, (1 << 20) + i * 65536, lambda error, i=i: done.append((i, error.value)) or 1)
flushed = []
h.aio_flush(lambda error: flushed.append(error.value) or 1)

for _ in range(50):
    assert h.pread(cached, 0) == data
    h.pwrite(data, 0)
    told = []
    h.block_status(cached, 0, lambda context, offset, extents, error: told.append(extents))
    assert told
quick = len(done)
print('slow requests that ended before 150 quick ones:', quick)
assert quick < slow, 'the quick ones were held up'

while len(done) < slow or not flushed:
    h.poll(-1)
assert all(error == 0 for _, error in done), done
assert sorted(i for i, _ in done) == list(range(slow))
assert flushed == [0]
h.shutdown()
