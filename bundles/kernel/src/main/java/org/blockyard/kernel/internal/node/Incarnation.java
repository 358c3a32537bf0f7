package org.blockyard.kernel.internal.node;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Quiescent;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.path.OpenDevice;

/**
 * One opening of a node: from a driver's {@code open} to the device's {@code close}.
 *
 * @param open the device, ready for requests
 * @param driver the driver that opened it
 * @param scope what the instance has running
 * @param handles its holds on children, revoked at its end
 */
public record Incarnation(
        OpenDevice open, DriverInfo driver, InstanceScope scope, List<ChildHandle> handles) {
    /** The device. */
    public BlockDevice device() {
        return open.device();
    }

    /** The device's ability, if it has it. */
    public <T> Optional<T> ability(Class<T> type) {
        return type.isInstance(device()) ? Optional.of(type.cast(device())) : Optional.empty();
    }

    /** Stops its own I/O, or fails after a time, having stopped nothing. */
    void quiesce(long nanos) throws IOException {
        if (!scope.pause(nanos)) {
            throw new BlockException(
                    ErrorKind.TIMEOUT, "a task of its driver does not come to an end");
        }
        if (device() instanceof Quiescent device) {
            try {
                Quiescence.stop(device, Duration.ofNanos(nanos));
            } catch (Throwable t) {
                scope.resume();
                throw t;
            }
        }
    }

    /** Ends one {@link #quiesce}. */
    void resume() {
        if (device() instanceof Quiescent device) {
            Quiescence.end(device);
        }
        scope.resume();
    }
}
