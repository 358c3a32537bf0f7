package org.blockyard.itest.peers.ill;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.io.Extent;
import org.blockyard.io.RequestFlags;
import org.jspecify.annotations.Nullable;

/** A device with all abilities of a sound one, that is ill in one way. */
final class IllDevice implements InvocationHandler {
    private static final int SECTOR = 512;
    // of a method without a result nobody looks at what it returns
    private static final Optional<Object> DONE = Optional.of("");
    private static final int LATE_BYTES = 64;
    private static final int TRIES = 100;
    private static final long PAUSE = 1_000_000;

    private final BlockDevice sound;
    private final Illness illness;
    private final Borrowed borrowed;

    private IllDevice(BlockDevice sound, Illness illness, Borrowed borrowed) {
        this.sound = sound;
        this.illness = illness;
        this.borrowed = borrowed;
    }

    static BlockDevice of(BlockDevice sound, Illness illness, Borrowed borrowed) {
        Set<Class<?>> abilities = new LinkedHashSet<>();
        for (Class<?> type = sound.getClass(); type != null; type = type.getSuperclass()) {
            abilities.addAll(Set.of(type.getInterfaces()));
        }
        abilities.add(BlockDevice.class);
        return (BlockDevice)
                Proxy.newProxyInstance(
                        IllDevice.class.getClassLoader(),
                        abilities.toArray(Class<?>[]::new),
                        new IllDevice(sound, illness, borrowed));
    }

    /** Never returns, whatever one does. */
    static void hang() {
        var never = new CountDownLatch(1);
        while (true) {
            try {
                never.await();
            } catch (InterruptedException e) {
                // so what
            }
        }
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] arguments)
            throws Throwable {
        var result =
                switch (method.getName()) {
                    case "openLane" -> Optional.of(self);
                    case "length" -> length();
                    case "tryRead" -> tryRead();
                    case "tryMap" -> tryMap();
                    case "read" -> read(arguments);
                    case "status" -> status(arguments);
                    case "close" -> close();
                    default -> Optional.empty();
                };
        return result.isPresent() ? result.get() : pass(method, arguments);
    }

    private @Nullable Object pass(Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(sound, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Optional<Object> length() {
        return illness == Illness.OTHER_LENGTH
                ? Optional.of(sound.length() + SECTOR)
                : Optional.empty();
    }

    private boolean cantRead() {
        return switch (illness) {
            case FAILS_TO_READ, THROWS_IN_READ, HANGS_IN_READ, OTHER_BYTES -> true;
            default -> false;
        };
    }

    private Optional<Object> tryRead() {
        return cantRead() ? Optional.of(false) : Optional.empty();
    }

    private Optional<Object> tryMap() {
        return cantRead() ? Optional.of(Optional.empty()) : Optional.empty();
    }

    private Optional<Object> read(Object @Nullable [] arguments) throws IOException {
        switch (illness) {
            case FAILS_TO_READ -> throw new BlockException(ErrorKind.IO, "it reads nothing");
            case THROWS_IN_READ -> throw new ClassCastException("it was never tested");
            case HANGS_IN_READ -> hang();
            case OTHER_BYTES -> {
                if (arguments != null && arguments[1] instanceof ByteBuffer target) {
                    while (target.hasRemaining()) {
                        target.put((byte) 0x77);
                    }
                }
                return DONE;
            }
            default -> {}
        }
        return Optional.empty();
    }

    private Optional<Object> status(Object @Nullable [] arguments) {
        return illness == Illness.OTHER_MAPPING
                        && arguments != null
                        && arguments[1] instanceof Long length
                ? Optional.of(Extent.zero(length))
                : Optional.empty();
    }

    private Optional<Object> close() throws IOException {
        switch (illness) {
            case HANGS_IN_CLOSE -> hang();
            case FAILS_TO_CLOSE -> {
                sound.close();
                throw new BlockException(ErrorKind.IO, "it does not close well");
            }
            case WRITES_LATE -> {
                var child = borrowed.child().orElseThrow();
                Thread.ofPlatform().daemon().name("late").start(() -> writeFor(child));
            }
            default -> {}
        }
        return Optional.empty();
    }

    /**
     * Writes the image's first sectors again and again: as they were for as long as it may, which
     * harms nobody, and zeroes from the first refusal on. Says what becomes of that.
     */
    private static void writeFor(Child child) {
        var header = ByteBuffer.allocateDirect(LATE_BYTES);
        var zeroes = ByteBuffer.allocateDirect(LATE_BYTES);
        long late = 0;
        String refusal = "";
        try {
            child.read(0, header);
            while (true) {
                child.write(0, header.flip(), RequestFlags.NONE);
                LockSupport.parkNanos(PAUSE);
            }
        } catch (IOException e) {
            refusal = e.toString();
        }
        for (long tries = 1; ; tries++) {
            try {
                child.write(0, zeroes.clear(), RequestFlags.NONE);
                late++;
            } catch (IOException e) {
                LockSupport.parkNanos(PAUSE);
            }
            if (tries % TRIES == 0) {
                System.err.println("late writes: " + late + " of " + tries + ", " + refusal);
            }
        }
    }
}
