package org.blockyard.driver.tck.internal;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.io.BlockException;
import org.blockyard.io.DataChannel;
import org.blockyard.io.Limits;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the kernel and the driver and watches every call: what is thrown, where positions
 * end, that limits stay. What is broken is kept until {@link #requireNothingBroken}.
 */
public final class Watch {
    private final Queue<AssertionError> broken = new ConcurrentLinkedQueue<>();
    private final Map<BlockDevice, Limits> limits = new ConcurrentHashMap<>();
    private volatile @Nullable BlockDevice last;

    /** The driver, watched. */
    public BlockDriver<?> driver(BlockDriver<?> driver) {
        return (BlockDriver<?>)
                watched(driver, (self, method, arguments) -> onDriver(driver, method, arguments));
    }

    /** The device that was opened last, as the driver made it. */
    public BlockDevice device() {
        var known = last;
        if (known == null) {
            throw new IllegalStateException("no device was opened");
        }
        return known;
    }

    /** Fails with the first thing that was broken, if there is any. */
    public void requireNothingBroken() {
        var first = broken.poll();
        if (first != null) {
            broken.forEach(first::addSuppressed);
            broken.clear();
            throw first;
        }
    }

    /** Forgets all devices. */
    public void forget() {
        last = null;
        limits.clear();
    }

    private interface Call {
        @Nullable Object on(Object self, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable;
    }

    /** An object with all interfaces of the API that another has, whose calls go through us. */
    private Object watched(Object target, Call call) {
        var interfaces = new LinkedHashSet<Class<?>>();
        Deque<Class<?>> types = new ArrayDeque<>();
        for (Class<?> c = target.getClass(); c != null; c = c.getSuperclass()) {
            types.addAll(Set.of(c.getInterfaces()));
        }
        while (!types.isEmpty()) {
            var type = types.pop();
            types.addAll(Set.of(type.getInterfaces()));
            if (type.getClassLoader() == BlockDevice.class.getClassLoader()) {
                interfaces.add(type);
            }
        }
        InvocationHandler handler =
                (proxy, method, arguments) ->
                        switch (method.getName()) {
                            case "equals" -> proxy == (arguments == null ? null : arguments[0]);
                            case "hashCode" -> System.identityHashCode(proxy);
                            default -> call.on(proxy, method, arguments);
                        };
        return Proxy.newProxyInstance(
                BlockDevice.class.getClassLoader(), interfaces.toArray(Class<?>[]::new), handler);
    }

    private @Nullable Object onDriver(
            BlockDriver<?> driver, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var result = invoke(driver, method, arguments);
        if (method.getName().equals("open") && result instanceof BlockDevice device) {
            last = device;
            limits.put(device, device.limits());
            return watched(device, (self, m, a) -> onDevice(self, device, m, a));
        }
        return result;
    }

    private @Nullable Object onDevice(
            Object self, BlockDevice device, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        if (method.getName().equals("limits")) {
            var now = device.limits();
            if (!now.equals(limits.get(device))) {
                broken.add(Rule.LIMITS_FIXED.broken(limits.get(device) + " became " + now));
            }
        }
        var result = onChannel(device, method, arguments);
        if (method.getName().equals("openLane") && result != device && result != null) {
            var lane = (DataChannel) result;
            return watched(lane, (other, m, a) -> onChannel(lane, m, a));
        }
        // the same object as the kernel has, or it would take the device for a lane of its own
        return result == device ? self : result;
    }

    private @Nullable Object onChannel(
            Object channel, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var buffer = buffer(arguments);
        if (buffer == null) {
            return invoke(channel, method, arguments);
        }
        int start = buffer.position();
        int limit = buffer.limit();
        var result = invoke(channel, method, arguments);
        boolean done = !Boolean.FALSE.equals(result);
        if (buffer.limit() != limit || buffer.position() != (done ? limit : start)) {
            broken.add(
                    rule(method.getName(), done)
                            .broken(
                                    "the buffer went from %d..%d to %s"
                                            .formatted(start, limit, buffer)));
        }
        return result;
    }

    private static @Nullable ByteBuffer buffer(@Nullable Object @Nullable [] arguments) {
        return arguments != null && arguments.length >= 2 && arguments[1] instanceof ByteBuffer b
                ? b
                : null;
    }

    private static Rule rule(String method, boolean done) {
        return switch (method) {
            case "tryRead" -> done ? Rule.READ_FILLS : Rule.TRY_READ;
            case "tryWrite" -> done ? Rule.WRITE_TAKES : Rule.TRY_WRITE;
            case "write" -> Rule.WRITE_TAKES;
            default -> Rule.READ_FILLS;
        };
    }

    private @Nullable Object invoke(
            Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            var thrown = e.getCause() == null ? e : e.getCause();
            if (!(thrown instanceof BlockException)) {
                broken.add(Rule.ONLY_BLOCK_EXCEPTIONS.broken(method.getName() + " threw", thrown));
            }
            throw thrown;
        }
    }
}
