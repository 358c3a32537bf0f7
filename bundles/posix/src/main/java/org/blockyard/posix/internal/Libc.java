package org.blockyard.posix.internal;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The C library by java.lang.foreign. All functions go through one linked shape, {@code long
 * f(long, long, long, long, long, long)} with {@code errno} kept: linking a shape costs tens of
 * milliseconds, a further function costs nothing. On the 64-bit calling conventions of Linux an
 * integer or pointer is passed as a long, surplus arguments are ignored, and variadic functions
 * take integers as others do.
 */
public final class Libc {
    /** As programs that are linked with it name it; another C library has another name. */
    private static final String GNU_LIBRARY = "libc.so.6";

    private static final @Nullable SymbolLookup LIBRARY = isSuitable() ? library() : null;

    static final MemorySegment OPEN = find("open");
    static final MemorySegment CLOSE = find("close");
    static final MemorySegment PREAD = find("pread");
    static final MemorySegment PWRITE = find("pwrite");
    static final MemorySegment PREADV2 = find("preadv2");
    static final MemorySegment PWRITEV2 = find("pwritev2");
    static final MemorySegment FCNTL = find("fcntl");
    static final MemorySegment FTRUNCATE = find("ftruncate");
    static final MemorySegment FDATASYNC = find("fdatasync");
    static final MemorySegment SYNC_FILE_RANGE = find("sync_file_range");
    static final MemorySegment FALLOCATE = find("fallocate");
    static final MemorySegment COPY_FILE_RANGE = find("copy_file_range");
    static final MemorySegment LSEEK = find("lseek");
    static final MemorySegment STATX = find("statx");
    static final MemorySegment MINCORE = find("mincore");
    static final MemorySegment FSTATFS = find("fstatfs");
    static final MemorySegment MMAP = find("mmap");
    static final MemorySegment MUNMAP = find("munmap");
    static final MemorySegment SYSCALL = find("syscall");
    static final MemorySegment IOCTL = find("ioctl");

    /** Takes the addresses of the function and of the error number as longs too. */
    private static final @Nullable MethodHandle QUICK_CALL =
            LIBRARY == null ? null : NativeEntry.link();

    private static final @Nullable MethodHandle CALL =
            LIBRARY == null || QUICK_CALL != null ? null : link();

    private Libc() {}

    /** Whether calls can be made. */
    public static boolean isAvailable() {
        return QUICK_CALL != null || CALL != null;
    }

    private static boolean isSuitable() {
        return System.getProperty("os.name", "").equals("Linux")
                && ADDRESS.byteSize() == Long.BYTES;
    }

    /** The linker knows it under any name, but takes longer to begin. */
    private static SymbolLookup library() {
        try {
            return SymbolLookup.libraryLookup(GNU_LIBRARY, Arena.global());
        } catch (IllegalArgumentException | IllegalCallerException other) {
            return Linker.nativeLinker().defaultLookup();
        }
    }

    /** The address of a function, for {@link #call}; nothing if there is none. */
    static MemorySegment find(String name) {
        return LIBRARY == null ? MemorySegment.NULL : LIBRARY.find(name).orElse(MemorySegment.NULL);
    }

    private static @Nullable MethodHandle link() {
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
    public static long call(
            MemorySegment function,
            MemorySegment errno,
            long a,
            long b,
            long c,
            long d,
            long e,
            long f) {
        var quick = QUICK_CALL;
        var handle = CALL;
        try {
            if (quick != null) {
                return (long)
                        quick.invokeExact(function.address(), errno.address(), a, b, c, d, e, f);
            }
            if (handle == null) {
                throw new IllegalStateException("no native calls here");
            }
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
