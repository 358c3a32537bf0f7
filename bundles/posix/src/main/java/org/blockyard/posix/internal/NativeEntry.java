package org.blockyard.posix.internal;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Links {@link Libc}'s shape from the parts that the public linker itself ends with: a stub of
 * machine code for given registers. The linker gets there through a description, its checks and
 * some twenty classes that it writes anew in each process, since no ahead-of-time cache keeps them;
 * that is a third of what a tool does in its life.
 *
 * <p>The parts are the JDK's own and may change with any release. So they are used only in the one
 * release and on the one architecture that they were tried with, and where the launcher has
 * exported their packages; everywhere else {@link Libc} asks the public linker.
 */
final class NativeEntry {
    private static final int RELEASE = 25;
    private static final String ARCHITECTURE = "amd64";
    private static final String ABI = "jdk.internal.foreign.abi.";
    private static final String ACCESS = "jdk.internal.access.";

    /** Registers by their numbers, in the order of the System V calling convention. */
    private static final int[] ARGUMENTS = {7, 6, 2, 1, 8, 9}; // rdi, rsi, rdx, rcx, r8, r9

    private static final int RESULT = 0; // rax
    private static final int[] SCRATCH = {10, 11}; // r10, r11
    private static final int STACK_ALIGNMENT = 16;

    /** The kind of an integer register, and the mask for all its bits. */
    private static final byte INTEGER = 0;

    private static final short WHOLE = 15;

    private static final int CAPTURE_ERRNO = 4;

    private final Class<?> place = type(ABI + "VMStorage");
    private final Class<?> places = place.arrayType();
    private final Class<?> entry = type(ABI + "NativeEntryPoint");
    private final Constructor<?> register =
            place.getConstructor(byte.class, short.class, int.class, String.class);

    private NativeEntry() throws ReflectiveOperationException {}

    /**
     * A handle for {@code long f(long, long, long, long, long, long)} that takes before these the
     * address of the function and the address where {@code errno} is to be left; null if it can't
     * be had this way.
     */
    static @Nullable MethodHandle link() {
        if (Runtime.version().feature() != RELEASE
                || !ARCHITECTURE.equals(System.getProperty("os.arch"))) {
            return null;
        }
        try {
            var here = new NativeEntry();
            return here.handle(here.entryPoint(here.convention()));
        } catch (ReflectiveOperationException | RuntimeException | LinkageError different) {
            return null;
        }
    }

    /** Of the JDK itself: a bundle's class loader knows no such packages. */
    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, null);
    }

    /** What a call finds and leaves where. */
    private Object convention() throws ReflectiveOperationException {
        var make =
                type(ABI + "x64.X86_64Architecture")
                        .getMethod(
                                "abiFor", places, places, places, places, int.class, places, places,
                                int.class, int.class, place, place);
        var none = registers();
        return make.invoke(
                null,
                registers(ARGUMENTS),
                none,
                registers(RESULT),
                none,
                0,
                registers(SCRATCH),
                none,
                STACK_ALIGNMENT,
                0,
                register(SCRATCH[0]),
                register(SCRATCH[1]));
    }

    private Object entryPoint(Object convention) throws ReflectiveOperationException {
        var type = convention.getClass();
        var make =
                entry.getMethod(
                        "make",
                        type,
                        places,
                        places,
                        MethodType.class,
                        boolean.class,
                        int.class,
                        boolean.class,
                        boolean.class);
        int addresses = 2;
        var moves = (Object[]) Array.newInstance(place, addresses + ARGUMENTS.length);
        moves[0] = type.getMethod("targetAddrStorage").invoke(convention);
        moves[1] = type.getMethod("capturedStateStorage").invoke(convention);
        for (int i = 0; i < ARGUMENTS.length; i++) {
            moves[addresses + i] = register(ARGUMENTS[i]);
        }
        var signature =
                MethodType.methodType(
                        long.class, Collections.nCopies(moves.length, (Class<?>) long.class));
        return make.invoke(
                null,
                convention,
                moves,
                registers(RESULT),
                signature,
                false,
                CAPTURE_ERRNO,
                true,
                false);
    }

    private MethodHandle handle(Object entryPoint) throws ReflectiveOperationException {
        var access =
                type(ACCESS + "SharedSecrets").getMethod("getJavaLangInvokeAccess").invoke(null);
        return (MethodHandle)
                type(ACCESS + "JavaLangInvokeAccess")
                        .getMethod("nativeMethodHandle", entry)
                        .invoke(access, entryPoint);
    }

    private Object registers(int... numbers) throws ReflectiveOperationException {
        var made = (Object[]) Array.newInstance(place, numbers.length);
        for (int i = 0; i < numbers.length; i++) {
            made[i] = register(numbers[i]);
        }
        return made;
    }

    private Object register(int number) throws ReflectiveOperationException {
        return register.newInstance(INTEGER, WHOLE, number, "r" + number);
    }
}
