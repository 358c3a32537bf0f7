"""Makes disk images by Microsoft's specifications alone, with what they hold: hyper_v_disks.py FOLDER vhdx|vhd SECTOR.

base.* has no parent, child.* holds what differs from it; base.raw and child.raw are what they read as. What differs does so by
pieces of SECTOR bytes, which are a VHDX disk's sectors too.
"""
import os
import random
import struct
import sys
import uuid

folder, kind, sector = sys.argv[1], sys.argv[2], int(sys.argv[3])
chance = random.Random(7)
MIB = 1 << 20


def path(name):
    return os.path.join(folder, name)


def noise(size):
    return chance.randbytes(size)


class Sectors:
    """A block of which some sectors are there."""

    def __init__(self, count, size):
        self.there = [chance.random() < 0.3 for _ in range(count)]
        self.there[0], self.there[-1] = True, False
        self.data = noise(count * size)

    def over(self, below, size):
        pieces = [self.data[i * size:(i + 1) * size] if here else below[i * size:(i + 1) * size]
                  for i, here in enumerate(self.there)]
        return b"".join(pieces)


def crc32c(data):
    table = []
    for i in range(256):
        for _ in range(8):
            i = i >> 1 ^ (0x82F63B78 if i & 1 else 0)
        table.append(i)
    crc = 0xFFFFFFFF
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def with_crc(data, size):
    data = bytearray(data.ljust(size, b"\0"))
    struct.pack_into("<I", data, 4, crc32c(data))
    return bytes(data)


def guid(text):
    return uuid.UUID(text).bytes_le


def locator(entries):
    head = guid("B04AEFB7-D19E-4A81-B789-25B8E9445913") + struct.pack("<HH", 0, len(entries))
    strings, table, at = b"", b"", 20 + 12 * len(entries)
    for key, value in entries:
        key, value = key.encode("utf-16le"), value.encode("utf-16le")
        table += struct.pack("<IIHH", at, at + len(key), len(key), len(value))
        strings += key + value
        at += len(key) + len(value)
    return head + table + strings


def vhdx(name, size, blocks, mark, parent=None):
    """MS-VHDX 2.2 to 2.6; blocks of 1 MiB: bytes, Sectors, "zero" or None."""
    ratio = (1 << 23) * sector // MIB
    bat, data, bits_at = {}, [], None
    at = 4 * MIB
    if parent:
        bits_at, bits = at, bytearray(MIB)
        bat[ratio] = at | 6
        at += MIB
    for i, block in enumerate(blocks):
        if block is None or block == "zero":
            bat[i] = 0 if block is None else 2
            continue
        body, state = block, 6
        if isinstance(block, Sectors):
            body, state = block.data, 7
            for j, here in enumerate(block.there):
                bit = i * (MIB // sector) + j
                bits[bit // 8] |= here << bit % 8
        bat[i] = at | state
        data.append((at, body))
        at += MIB
    with open(path(name), "wb") as file:
        def put(offset, content):
            file.seek(offset)
            file.write(content)
        put(0, b"vhdxfile" + "by the specification".encode("utf-16le"))
        for place, sequence in ((64 << 10, 1), (128 << 10, 2)):
            header = struct.pack("<4sIQ", b"head", 0, sequence) + uuid.UUID(int=5).bytes_le + mark.bytes_le
            header += bytes(16) + struct.pack("<HHIQ", 0, 1, MIB, MIB)
            put(place, with_crc(header, 4096))
        regions = struct.pack("<4sIII", b"regi", 0, 2, 0)
        for region, offset in (("2DC27766-F623-4200-9D64-115E9BFD4A08", 2 * MIB),
                               ("8B7CA206-4790-4B9A-B8FE-575F050F886E", 3 * MIB)):
            regions += guid(region) + struct.pack("<QII", offset, MIB, 1)
        for place in (192 << 10, 256 << 10):
            put(place, with_crc(regions, 64 << 10))
        items = [("CAA16737-FA36-4D43-B3B6-33F0AA44E76B", struct.pack("<II", MIB, 2 if parent else 0), 4),
                 ("2FA54224-CD1B-4876-B211-5DBED83BF4B8", struct.pack("<Q", size), 6),
                 ("BECA12AB-B2E6-4523-93EF-C309E000C746", uuid.UUID(int=11).bytes_le, 6),
                 ("8141BF1D-A96F-4709-BA47-F233A8FAAB5F", struct.pack("<I", sector), 6),
                 ("CDA348C7-445D-4471-9CC9-E9885251C556", struct.pack("<I", 4096), 6)]
        if parent:
            items.append(("A8D35F2D-B30B-454D-ABF7-D3D84834AB0C", parent, 4))
        table, content = struct.pack("<8sHH20x", b"metadata", 0, len(items)), b""
        for item, value, flags in items:
            table += guid(item) + struct.pack("<IIII", (64 << 10) + len(content), len(value), flags, 0)
            content += value.ljust(-(-len(value) // 8) * 8, b"\0")
        put(3 * MIB, table.ljust(64 << 10, b"\0") + content)
        for index, entry in bat.items():
            put(2 * MIB + 8 * index, struct.pack("<Q", entry))
        if parent:
            put(bits_at, bytes(bits))
        for offset, body in data:
            put(offset, body.ljust(MIB, b"\0"))
        file.truncate(at)


def vhd_sum(data):
    return struct.pack(">I", ~sum(data) & 0xFFFFFFFF)


def vhd(name, size, blocks, identifier, parent=None):
    """Virtual Hard Disk Image Format 1.0; blocks of 1 MiB: bytes, Sectors or None."""
    footer = bytearray(struct.pack(">8sIIQI4sI4sQQHBBI", b"conectix", 2, 0x10000, 512, 0, b"win ", 0x60001, b"Wi2k",
                                   size, size, 65535, 16, 255, 4 if parent else 3).ljust(512, b"\0"))
    footer[68:84] = identifier.bytes
    footer[64:68] = vhd_sum(footer)
    table_at = 1536
    header = bytearray(struct.pack(">8sqQIII", b"cxsparse", -1, table_at, 0x10000, len(blocks), MIB).ljust(1024, b"\0"))
    at, data = table_at + 512, []
    if parent:
        below, names = parent
        header[40:56] = below.bytes
        header[64:576] = names[0][1].encode("utf-16be").ljust(512, b"\0")
        for i, (code, text, coding) in enumerate(names):
            text = text.encode(coding)
            struct.pack_into(">4sIIIQ", header, 576 + 24 * i, code, 1, len(text), 0, at)
            data.append((at, text))
            at += 512
    header[36:40] = vhd_sum(header)
    entries = b""
    for block in blocks:
        if block is None:
            entries += b"\xff" * 4
            continue
        there = block.there if isinstance(block, Sectors) else [True] * (MIB // sector)
        bits = bytearray(512)
        for i in range(MIB // 512):
            bits[i // 8] |= there[i * 512 // sector] << 7 - i % 8
        body = block.data if isinstance(block, Sectors) else block
        entries += struct.pack(">I", at // 512)
        data.append((at, bytes(bits) + body.ljust(MIB, b"\0")))
        at += 512 + MIB
    with open(path(name), "wb") as file:
        for offset, body in [(0, footer), (512, header), (table_at, entries.ljust(512, b"\xff"))] + data + [(at, footer)]:
            file.seek(offset)
            file.write(body)


def raw(name, blocks, size):
    with open(path(name), "wb") as file:
        file.write(b"".join(block.ljust(MIB, b"\0") for block in blocks)[:size])


SIZE = 5 * MIB + 3 * sector
count = MIB // sector
lower = [noise(MIB), None, "zero" if kind == "vhdx" else None, noise(MIB), noise(MIB), noise(3 * sector)]
plain = [block if isinstance(block, bytes) else bytes(MIB) for block in lower]
upper = [Sectors(count, sector), noise(MIB), Sectors(count, sector), None, Sectors(count, sector), Sectors(count, sector)]
seen = [block.over(below.ljust(MIB, b"\0"), sector) if isinstance(block, Sectors) else block or below
        for block, below in zip(upper, plain)]
raw("base.raw", plain, SIZE)
raw("child.raw", seen, SIZE)
if kind == "vhdx":
    MARK = uuid.UUID("83ed0ec7-24c8-49a6-a959-5e4bd1288791")
    vhdx("base.vhdx", SIZE, lower, MARK)
    vhdx("child.vhdx", SIZE, upper, uuid.UUID(int=3), locator([
        ("parent_linkage", "{%s}" % MARK),
        ("absolute_win32_path", "c:\\images\\base.vhdx"),
        ("relative_path", ".\\base.vhdx")]))
else:
    ID = uuid.UUID("0f2c1a43-5d6e-4b7a-9c80-112233445566")
    vhd("base.vhd", SIZE, lower, ID)
    vhd("child.vhd", SIZE, upper, uuid.UUID(int=3), (ID, [
        (b"W2ku", "c:\\images\\base.vhd", "utf-16le"),
        (b"W2ru", ".\\base.vhd", "utf-16le"),
        (b"MacX", "file:///images/base.vhd", "utf-8")]))
