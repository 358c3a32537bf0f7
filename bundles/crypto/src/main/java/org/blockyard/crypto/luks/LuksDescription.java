package org.blockyard.crypto.luks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code info} and QMP tell of a volume. */
public final class LuksDescription {
    private LuksDescription() {}

    /**
     * The members in the order in which the peer prints them.
     *
     * @param detached whether the header lies apart from the data
     * @param format the word for this kind of encryption, where there are others beside it
     */
    public static Map<String, Object> of(
            LuksHeader header, boolean detached, Optional<String> format) {
        var suite = header.suite();
        var members = new LinkedHashMap<String, Object>();
        members.put("ivgen-alg", suite.ivGenerator().word());
        members.put("detached-header", detached);
        members.put("hash-alg", header.hash().word());
        members.put("cipher-alg", suite.algorithm().word());
        members.put("uuid", header.uuid());
        suite.ivHash().ifPresent(hash -> members.put("ivgen-hash-alg", hash.word()));
        format.ifPresent(word -> members.put("format", word));
        members.put("cipher-mode", suite.mode().word());
        members.put("slots", header.slots().stream().map(LuksDescription::slot).toList());
        members.put("payload-offset", header.payloadOffset());
        members.put("master-key-iters", header.digestIterations());
        return members;
    }

    private static Map<String, Object> slot(KeySlot slot) {
        var members = new LinkedHashMap<String, Object>();
        members.put("active", slot.active());
        if (slot.active()) {
            members.put("iters", slot.iterations());
        }
        members.put("key-offset", slot.materialSector() * LuksHeader.SECTOR);
        if (slot.active()) {
            members.put("stripes", (long) slot.stripes());
        }
        return members;
    }
}
