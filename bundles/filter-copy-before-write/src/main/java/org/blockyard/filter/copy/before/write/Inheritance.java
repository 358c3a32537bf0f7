package org.blockyard.filter.copy.before.write;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.driver.CopyRules;
import org.blockyard.driver.HandOverState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/** What one instance of the filter leaves to the next: which blocks are where. */
final class Inheritance {
    private static final int VERSION = 1;
    private static final int BYTE = 8;

    private Inheritance() {}

    /** The state, unless the disk has too many blocks to hand them over. */
    static Optional<HandOverState> of(
            Blocks blocks, CopyRules rules, Optional<BlockException> broken) {
        long bytes = bytes(blocks);
        if (bytes * 3 > HandOverState.MOST / 2) {
            return Optional.empty();
        }
        List<Object> bits = new ArrayList<>();
        for (var one : blocks.bits()) {
            var copy = ByteBuffer.allocate((int) bytes);
            one.store(0, copy);
            bits.add(copy.array());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("length", blocks.length());
        values.put("block", blocks.size());
        values.put("bits", bits);
        values.put(
                "rules",
                List.of(
                        rules.topOnly(),
                        rules.compressed(),
                        rules.bySystem(),
                        rules.discardSource()));
        broken.ifPresent(why -> values.put("broken", why.sentence()));
        return Optional.of(new HandOverState(CopyBeforeWriteDriver.NAME, VERSION, values));
    }

    private static long bytes(Blocks blocks) {
        long count = (blocks.length() + blocks.size() - 1) / blocks.size();
        return (count + BYTE - 1) / BYTE;
    }

    /** Takes over what fits the same disk; the instance before may have been of another driver. */
    static void take(HandOverState state, Blocks blocks, Steps steps, GuestWrites guest) {
        var values = state.values();
        if (!state.driver().equals(CopyBeforeWriteDriver.NAME)
                || state.version() != VERSION
                || !(values.get("length") instanceof Long length && length == blocks.length())
                || !(values.get("block") instanceof Long size && size == blocks.size())
                || !(values.get("bits") instanceof List<?> bits)
                || !(values.get("rules") instanceof List<?> rules)) {
            return;
        }
        var mine = blocks.bits();
        for (int i = 0; i < mine.size(); i++) {
            load(mine.get(i), bits.get(i));
        }
        steps.rules(
                new CopyRules(
                        rules.get(0).equals(true),
                        rules.get(1).equals(true),
                        rules.get(2).equals(true),
                        rules.get(3).equals(true)));
        if (values.get("broken") instanceof String why) {
            guest.broken(new BlockException(ErrorKind.IO, why));
        }
    }

    private static void load(DirtyBits into, Object bytes) {
        into.clear();
        if (bytes instanceof byte[] stored) {
            into.load(0, ByteBuffer.wrap(stored));
        }
    }
}
