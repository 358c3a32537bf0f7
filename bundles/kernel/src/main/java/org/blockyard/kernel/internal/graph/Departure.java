package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.HandOverState;
import org.blockyard.io.BlockException;
import org.blockyard.io.BufferPool;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Incarnation;
import org.blockyard.kernel.internal.swap.Samples;
import org.blockyard.kernel.internal.swap.SwapHistory;

/**
 * What is remembered of an instance that goes, by which its successor is judged and helped. Nothing
 * of its classes.
 *
 * @param driver what opened it
 * @param kind its driver's kind
 * @param offsets where was looked
 * @param samples what was there
 * @param state what it left, of what outlives it
 */
record Departure(
        SwapHistory.Before driver,
        DriverKind kind,
        List<Long> offsets,
        Samples samples,
        Optional<HandOverState> state) {
    /** Looks at an instance, flushed and with nothing in flight. */
    static Departure of(
            Incarnation open, List<Long> offsets, BufferPool buffers, Optional<HandOverState> state)
            throws IOException {
        var samples = Samples.take(open.device(), offsets, buffers);
        return new Departure(
                SwapHistory.Before.of(open.driver()),
                open.driver().kind(),
                offsets,
                samples,
                state);
    }

    /** Checks that a device serves the same disk, by its length alone or by all that is known. */
    void inspect(BlockDevice device, boolean closely, BufferPool buffers) throws IOException {
        if (device.length() != samples.length()) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "it reports a length of "
                            + device.length()
                            + " bytes instead of "
                            + samples.length());
        }
        var now = Samples.take(device, offsets, buffers);
        var difference = closely ? samples.differs(now, kind) : Optional.<String>empty();
        if (difference.isPresent()) {
            throw new BlockException(ErrorKind.INVALID_FORMAT, difference.get());
        }
    }
}
