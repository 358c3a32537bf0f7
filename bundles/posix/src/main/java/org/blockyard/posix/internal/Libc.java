package org.blockyard.posix.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The C library by java.lang.foreign. All functions go through one linked shape, {@code long
 * f(long, long, long, long, long)} with {@code errno} kept: linking a shape costs tens of
 * milliseconds, a further function costs nothing. On the 64-bit calling conventions of Linux an
 * integer or pointer is passed as a long, surplus arguments are ignored, and variadic functions
 * take integers as others do.
 */
public final class Libc {
    static final MemorySegment OPEN = find("open");
    static final MemorySegment CLOSE = find("close");
    static final MemorySegment PREAD = find("pread");
    static final MemorySegment PWRITE = find("pwrite");
    static final MemorySegment PREADV2 = find("preadv2");
    static final MemorySegment PWRITEV2 = find("pwritev2");
    static final MemorySegment FCNTL = find("fcntl");
    static final MemorySegment FTRUNCATE = find("ftruncate");
    static final MemorySegment FDATASYNC = find("fdatasync");
    static final MemorySegment FALLOCATE = find("fallocate");
    static final MemorySegment LSEEK = find("lseek");
    static final MemorySegment STATX = find("statx");
    static final MemorySegment MINCORE = find("mincore");
    static final MemorySegment FSTATFS = find("fstatfs");
    static final MemorySegment MMAP = find("mmap");
    static final MemorySegment MUNMAP = find("munmap");
    static final MemorySegment SYSCALL = find("syscall");
    static final MemorySegment IOCTL = find("ioctl");

    private static final @Nullable MethodHandle CALL = link();

    private Libc() {}

    /** Whether calls can be made. */
    public static boolean isAvailable() {
        return CALL != null;
    }

    private static boolean isSuitable() {
        return System.getProperty("os.name", "").equals("Linux")
                && ADDRESS.byteSize() == Long.BYTES;
    }

    private static MemorySegment find(String name) {
        return isSuitable()
                ? Linker.nativeLinker().defaultLookup().find(name).orElse(MemorySegment.NULL)
                : MemorySegment.NULL;
    }

    private static @Nullable MethodHandle link() {
        if (!isSuitable()) {
            return null;
        }
        var shape =
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG);
        try {
            return Linker.nativeLinker()
                    .downcallHandle(shape, Linker.Option.captureCallState("errno"));
        } catch (UnsupportedOperationException | IllegalCallerException denied) {
            return null;
        }
    }

    /** Calls a function; {@code errno} (4 bytes) afterwards holds the error number. */
    static long call(
            MemorySegment function, MemorySegment errno, long a, long b, long c, long d, long e) {
        return call(function, errno, a, b, c, d, e, 0);
    }

    /** Calls a function of six arguments. */
    static long call(
            MemorySegment function,
            MemorySegment errno,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f) {
        var handle = CALL;
        if (handle == null) {
            throw new IllegalStateException("no native calls here");
        }
        try {
            return (long) handle.invokeExact(function, errno, a, b, c, d, e, f);
        } catch (RuntimeException | Error failure) {
            throw failure;
        } catch (Throwable impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** Whether the C library has a function. */
    static boolean has(MemorySegment function) {
        return function.address() != 0;
    }

    /** The error number that a call left. */
    static int errno(MemorySegment slot) {
        return slot.asByteBuffer().order(ByteOrder.nativeOrder()).getInt(0);
    }
}
