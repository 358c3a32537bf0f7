package org.blockyard.crypto.luks;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import org.blockyard.crypto.cipher.HashAlgorithm;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * One of the two copies of a header of version 2 (LUKS2 On-Disk Format Specification, section 2.1):
 * 4096 bytes of big-endian fields and, behind them, the metadata as JSON.
 *
 * @param size bytes of a copy with its metadata
 * @param sequence the greater, the newer
 * @param uuid the volume's name
 * @param label what its owner calls it
 * @param json the metadata
 */
record Luks2Header(int size, long sequence, String uuid, String label, String json) {
    /** The version's number. */
    static final int VERSION = 2;

    /** Bytes before the metadata. */
    static final int LENGTH = 4096;

    private static final int LEAST = 16 << 10;
    private static final int MOST = 4 << 20;

    /** The first bytes of the second copy: those of the first, turned round. */
    private static final long SECOND_MAGIC = 0x534b554cbabeL;

    private static final int MAGIC_SHIFT = 16;
    private static final int VERSION_AT = 6;
    private static final int SIZE_AT = 8;
    private static final int SEQUENCE_AT = 16;
    private static final int LABEL_AT = 24;
    private static final int LABEL = 48;
    private static final int CHECKSUM_ALGORITHM_AT = 72;
    private static final int CHECKSUM_ALGORITHM = 32;
    private static final int UUID_AT = 168;
    private static final int UUID = 40;
    private static final int PLACE_AT = 256;
    private static final int CHECKSUM_AT = 448;
    private static final int CHECKSUM = 64;

    /**
     * The newer of the copies that are whole.
     *
     * @throws BlockException of kind {@code INVALID_FORMAT} if none is
     */
    static Luks2Header read(LuksArea area) throws IOException {
        var best = copy(area, 0, LuksHeader.MAGIC);
        for (int at = LEAST; at <= MOST; at *= 2) {
            // the first copy says where the second is; without it all places are tried
            if (best.isEmpty() || best.get().size() == at) {
                best = newer(best, copy(area, at, SECOND_MAGIC));
            }
        }
        return best.orElseThrow(() -> damaged("both copies of the LUKS header are damaged"));
    }

    private static Optional<Luks2Header> newer(
            Optional<Luks2Header> one, Optional<Luks2Header> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        boolean second = Long.compareUnsigned(other.get().sequence(), one.get().sequence()) > 0;
        return second ? other : one;
    }

    /** The copy at a place, if there is one that is whole. */
    private static Optional<Luks2Header> copy(LuksArea area, int at, long magic)
            throws IOException {
        try {
            var head = area.read(at, LENGTH);
            long size = head.getLong(SIZE_AT);
            boolean sound =
                    head.getLong(0) >>> MAGIC_SHIFT == magic
                            && head.getShort(VERSION_AT) == VERSION
                            && head.getLong(PLACE_AT) == at
                            && size >= LEAST
                            && size <= MOST
                            && Long.bitCount(size) == 1
                            && (at == 0 || at == size);
            return sound ? whole(area.read(at, (int) size)) : Optional.empty();
        } catch (BlockException cutOff) {
            if (cutOff.kind() != ErrorKind.INVALID_FORMAT) {
                throw cutOff;
            }
            return Optional.empty();
        }
    }

    private static Optional<Luks2Header> whole(ByteBuffer copy) throws BlockException {
        var hash = HashAlgorithm.named(text(copy, CHECKSUM_ALGORITHM_AT, CHECKSUM_ALGORITHM));
        var bytes = new byte[copy.remaining()];
        copy.get(copy.position(), bytes);
        var checksum = new byte[hash.bytes()];
        copy.get(copy.position() + CHECKSUM_AT, checksum);
        Arrays.fill(bytes, CHECKSUM_AT, CHECKSUM_AT + CHECKSUM, (byte) 0);
        if (!MessageDigest.isEqual(hash.digest(bytes), checksum)) {
            return Optional.empty();
        }
        return Optional.of(
                new Luks2Header(
                        bytes.length,
                        copy.getLong(copy.position() + SEQUENCE_AT),
                        text(copy, UUID_AT, UUID),
                        text(copy, LABEL_AT, LABEL),
                        text(copy, LENGTH, bytes.length - LENGTH)));
    }

    private static String text(ByteBuffer copy, int at, int most) throws BlockException {
        var bytes = copy.slice(copy.position() + at, most);
        int end = 0;
        while (end < most && bytes.get(end) != 0) {
            end++;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.limit(end)).toString();
        } catch (CharacterCodingException e) {
            throw damaged("the LUKS header has text that is not UTF-8");
        }
    }

    static BlockException damaged(String sentence) {
        return new BlockException(ErrorKind.INVALID_FORMAT, sentence);
    }
}
