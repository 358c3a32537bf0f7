package org.blockyard.format.dmg;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Makes images, since nothing but macOS does: one part, chunks of a size, and the sums that other
 * readers ask for.
 */
final class DmgWriter {
    static final int RAW = 1;
    static final int ZERO = 0;
    static final int FREE = 2;
    static final int ADC = 0x8000_0004;
    static final int ZLIB = 0x8000_0005;
    static final int BZIP2 = 0x8000_0006;
    static final int LZFSE = 0x8000_0007;
    static final int LZMA = 0x8000_0008;

    private static final String PYTHON = "/usr/bin/python3";
    private static final String PACK =
            "import lzma, sys; sys.stdout.buffer.write(lzma.compress(sys.stdin.buffer.read()))";

    private static final int SECTOR = 512;
    private static final int COMMENT = 0x7FFF_FFFE;
    private static final int END = 0xFFFF_FFFF;

    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<long[]> chunks = new ArrayList<>();
    private final CRC32 content = new CRC32();
    private long sectors;

    /** Adds bytes, stored by a method that this class knows. */
    DmgWriter add(int method, byte[] bytes) {
        return switch (method) {
            case RAW -> add(method, bytes, bytes);
            case ZLIB -> add(method, bytes, zlib(bytes));
            case ADC -> add(method, bytes, adc(bytes));
            case LZFSE -> add(method, bytes, lzfse(bytes));
            case ZERO, FREE -> add(method, bytes, new byte[0]);
            default -> throw new IllegalArgumentException("method " + method);
        };
    }

    /** Adds bytes that somebody else has packed. */
    DmgWriter add(int method, byte[] bytes, byte[] packed) {
        if (method != FREE) {
            content.update(bytes); // what is free is not summed up
        }
        chunk(method, bytes.length / SECTOR, packed);
        return this;
    }

    /** Adds zeroes, as many as may be, without a sum. */
    DmgWriter addZeroes(long count) {
        chunk(FREE, count, new byte[0]);
        return this;
    }

    private void chunk(int method, long count, byte[] packed) {
        chunks.add(new long[] {method, sectors, count, data.size(), packed.length});
        data.writeBytes(packed);
        sectors += count;
    }

    static byte[] zlib(byte[] bytes) {
        var deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        var packed = new byte[bytes.length + 1000];
        int length = deflater.deflate(packed);
        deflater.end();
        return Arrays.copyOf(packed, length);
    }

    /** Plain runs, and repeats of one byte where there are some. */
    static byte[] adc(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; ) {
            int equal = 1;
            while (at + equal < bytes.length && equal < 60 && bytes[at + equal] == bytes[at]) {
                equal++;
            }
            packed.write(0x80);
            packed.write(bytes[at++]);
            int repeats = equal - 1;
            if (repeats > 18) {
                packed.writeBytes(new byte[] {(byte) (0x40 | repeats - 4), 0, 0});
                at += repeats;
            } else if (repeats >= 3) {
                packed.writeBytes(new byte[] {(byte) (repeats - 3 << 2), 0});
                at += repeats;
            }
        }
        return packed.toByteArray();
    }

    /** One LZVN block: plain runs, and repeats of one byte where there are some. */
    static byte[] lzfse(byte[] bytes) {
        var packed = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; ) {
            int plain = 0;
            while (plain < 271 && at + plain < bytes.length && equal(bytes, at + plain) < 4) {
                plain++;
            }
            plain = Math.max(1, plain);
            packed.writeBytes(
                    plain < 16
                            ? new byte[] {(byte) (0xE0 | plain)}
                            : new byte[] {(byte) 0xE0, (byte) (plain - 16)});
            packed.write(bytes, at, plain);
            at += plain;
            int repeats = 0;
            while (repeats < 270
                    && at + repeats < bytes.length
                    && bytes[at + repeats] == bytes[at - 1]) {
                repeats++;
            }
            if (repeats > 3) {
                // three from one back, and more from there
                packed.writeBytes(new byte[] {0x07, 1, 0});
                at += 3;
                int more = repeats - 3;
                packed.writeBytes(
                        more < 16
                                ? new byte[] {(byte) (0xF0 | more)}
                                : new byte[] {(byte) 0xF0, (byte) (more - 16)});
                at += more;
            }
        }
        packed.writeBytes(new byte[] {6, 0, 0, 0, 0, 0, 0, 0});
        return ByteBuffer.allocate(packed.size() + 16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("bvxn".getBytes(StandardCharsets.US_ASCII))
                .putInt(bytes.length)
                .putInt(packed.size())
                .put(packed.toByteArray())
                .put("bvx$".getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    /** How many bytes from one on are the same, counted to four. */
    private static int equal(byte[] bytes, int at) {
        int count = 1;
        while (count < 4 && at + count < bytes.length && bytes[at + count] == bytes[at]) {
            count++;
        }
        return count;
    }

    /** The table of the only part. */
    private byte[] table() {
        var table = ByteBuffer.allocate(204 + 40 * (chunks.size() + 2));
        table.put("mish".getBytes(StandardCharsets.US_ASCII)).putInt(1);
        table.putLong(0).putLong(sectors).putLong(0).putInt(0x208).putInt(1);
        sum(table.position(64), content.getValue());
        table.putInt(200, chunks.size() + 2).position(204);
        table.putInt(COMMENT).putInt('+' << 24 | 'b' << 16 | 'e' << 8 | 'g').position(244);
        for (var chunk : chunks) {
            table.putInt((int) chunk[0]).putInt(0);
            table.putLong(chunk[1]).putLong(chunk[2]).putLong(chunk[3]).putLong(chunk[4]);
        }
        table.putInt(END).putInt(0).putLong(sectors).putLong(0).putLong(data.size());
        return table.array();
    }

    private static void sum(ByteBuffer into, long crc) {
        into.putInt(2).putInt(32).putInt((int) crc);
    }

    /** The image with its table in a property list. */
    byte[] image() {
        var list =
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" \
                "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
                <plist version="1.0">
                <dict>
                \t<key>resource-fork</key>
                \t<dict>
                \t\t<key>blkx</key>
                \t\t<array>
                \t\t\t<dict>
                \t\t\t\t<key>Attributes</key>
                \t\t\t\t<string>0x0050</string>
                \t\t\t\t<key>CFName</key>
                \t\t\t\t<string>whole disk (Apple_HFS : 0)</string>
                \t\t\t\t<key>Data</key>
                \t\t\t\t<data>
                %s
                \t\t\t\t</data>
                \t\t\t\t<key>ID</key>
                \t\t\t\t<string>0</string>
                \t\t\t\t<key>Name</key>
                \t\t\t\t<string>whole disk (Apple_HFS : 0)</string>
                \t\t\t</dict>
                \t\t</array>
                \t\t<key>plst</key>
                \t\t<array>
                \t\t\t<dict>
                \t\t\t\t<key>Data</key>
                \t\t\t\t<data>AAAA</data>
                \t\t\t</dict>
                \t\t</array>
                \t</dict>
                </dict>
                </plist>
                """
                        .formatted(
                                Base64.getMimeEncoder(52, new byte[] {'\n'})
                                        .encodeToString(table()));
        return imageWithList(list);
    }

    byte[] imageWithList(String list) {
        var text = list.getBytes(StandardCharsets.UTF_8);
        return joined(text, trailer().putLong(216, data.size()).putLong(224, text.length));
    }

    /** The image with its table in a resource fork, as older ones have it. */
    byte[] imageWithFork() {
        var table = table();
        var fork = ByteBuffer.allocate(256 + 4 + table.length + 50);
        fork.putInt(256).putInt(260 + table.length).putInt(4 + table.length).putInt(50);
        fork.position(256).putInt(table.length).put(table);
        // the map: a type with one resource
        int map = fork.position();
        fork.putShort(map + 24, (short) 28).putShort(map + 26, (short) 50);
        fork.position(map + 30).put("blkx".getBytes(StandardCharsets.US_ASCII));
        fork.putShort((short) 0).putShort((short) 10);
        return joined(
                fork.array(), trailer().putLong(40, data.size()).putLong(48, fork.capacity()));
    }

    private ByteBuffer trailer() {
        var trailer = ByteBuffer.allocate(512);
        trailer.put("koly".getBytes(StandardCharsets.US_ASCII)).putInt(4).putInt(512).putInt(1);
        trailer.putLong(0).putLong(0).putLong(data.size());
        trailer.putInt(56, 1).putInt(60, 1);
        var dataSum = new CRC32();
        dataSum.update(data.toByteArray());
        sum(trailer.position(80), dataSum.getValue());
        var ofParts = new CRC32();
        ofParts.update(ByteBuffer.allocate(4).putInt(0, (int) content.getValue()).array());
        sum(trailer.position(352), ofParts.getValue());
        return trailer.putInt(488, 1).putLong(492, sectors);
    }

    private byte[] joined(byte[] tables, ByteBuffer trailer) {
        var image = new ByteArrayOutputStream();
        image.writeBytes(data.toByteArray());
        image.writeBytes(tables);
        image.writeBytes(trailer.array());
        return image.toByteArray();
    }

    /**
     * Makes an image of a file, for tests of other programs.
     *
     * @param arguments the file, the image, and the methods of its chunks, with commas between them
     */
    public static void main(String[] arguments) throws Exception {
        var content = Files.readAllBytes(Path.of(arguments[0]));
        var methods = arguments[2].split(",");
        var writer = new DmgWriter();
        int unit = 256 << 10;
        for (int at = 0; at < content.length; at += unit) {
            var part = Arrays.copyOfRange(content, at, Math.min(content.length, at + unit));
            if (Arrays.equals(part, new byte[part.length])) {
                writer.add(at / unit % 2 == 0 ? ZERO : FREE, part);
                continue;
            }
            switch (methods[at / unit % methods.length]) {
                case "raw" -> writer.add(RAW, part);
                case "zlib" -> writer.add(ZLIB, part);
                case "adc" -> writer.add(ADC, part);
                case "lzfse" -> writer.add(LZFSE, part);
                case "bzip2" -> writer.add(BZIP2, part, piped(part, "bzip2", "-c"));
                case "lzma" -> writer.add(LZMA, part, piped(part, PYTHON, "-c", PACK));
                default -> throw new IllegalArgumentException(arguments[2]);
            }
        }
        Files.write(Path.of(arguments[1]), writer.image());
    }

    /** What a program makes of its input. */
    private static byte[] piped(byte[] bytes, String... command) throws Exception {
        var plain = Files.createTempFile("dmg", ".part");
        try {
            Files.write(plain, bytes);
            var program = new ProcessBuilder(command).redirectInput(plain.toFile());
            var process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            var packed = process.getInputStream().readAllBytes();
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command[0] + " failed");
            }
            return packed;
        } finally {
            Files.delete(plain);
        }
    }
}
