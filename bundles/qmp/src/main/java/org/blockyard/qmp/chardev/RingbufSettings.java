package org.blockyard.qmp.chardev;

import java.io.IOException;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.Option;

/**
 * A buffer in memory.
 *
 * @param size its bytes, a power of two
 * @param log the log
 */
public record RingbufSettings(
        @Option(
                        value = "size of the buffer; a power of two",
                        byDefault = "65536",
                        size = true,
                        min = 1,
                        max = 16 << 20)
                long size,
        @Option(value = "the log", flat = true) Log log)
        implements Backend.Settings {
    @Override
    public CharDevice open() throws IOException {
        if (Long.bitCount(size) != 1) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "size of ringbuf chardev must be power of two");
        }
        return new RingBuffer((int) size);
    }
}
