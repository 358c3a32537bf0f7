package org.blockyard.protocol.vvfat;

import java.nio.file.Path;

/** What a cluster shows as long as the guest has not written it. */
sealed interface Content {
    /** A part of a file of the folder, read when it is asked for. */
    record OfFile(Path path, long size) implements Content {}

    /** Part of a directory as it was made at opening. */
    record OfDirectory(byte[] bytes) implements Content {}
}
