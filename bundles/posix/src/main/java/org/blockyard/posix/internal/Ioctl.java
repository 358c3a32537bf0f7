package org.blockyard.posix.internal;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import org.blockyard.posix.PosixException;

/**
 * Device controls by JNA, with the request numbers of the generic Linux encoding (x86, ARM, RISC-V,
 * s390).
 */
public final class Ioctl {
    /** The device's length. */
    public static final long BLKGETSIZE64 = 0x8008_1272L;

    /** The logical sector. */
    public static final long BLKSSZGET = 0x1268;

    /** The physical sector. */
    public static final long BLKPBSZGET = 0x127b;

    /** Whether it is read-only. */
    public static final long BLKROGET = 0x125e;

    /** Discards a range. */
    public static final long BLKDISCARD = 0x1277;

    /** Zeroes a range. */
    public static final long BLKZEROOUT = 0x127f;

    /** The state of a CD-ROM drive. */
    public static final long CDROM_DRIVE_STATUS = 0x5326;

    /** The slot that is in use. */
    public static final long CDSL_CURRENT = Integer.MAX_VALUE;

    /** The socket of an NBD device. */
    public static final long NBD_SET_SOCK = 0xab00;

    /** The block size of an NBD device. */
    public static final long NBD_SET_BLKSIZE = 0xab01;

    /** Runs an NBD device, until it is disconnected. */
    public static final long NBD_DO_IT = 0xab03;

    /** Takes its socket from an NBD device. */
    public static final long NBD_CLEAR_SOCK = 0xab04;

    /** Forgets what an NBD device has in flight. */
    public static final long NBD_CLEAR_QUE = 0xab05;

    /** The length of an NBD device in its blocks. */
    public static final long NBD_SET_SIZE_BLOCKS = 0xab07;

    /** Ends the connection of an NBD device. */
    public static final long NBD_DISCONNECT = 0xab08;

    /** What the server of an NBD device can do. */
    public static final long NBD_SET_FLAGS = 0xab0a;

    private Ioctl() {}

    /** A request with a plain argument. */
    public static void plain(int descriptor, long request, long argument) throws PosixException {
        control(descriptor, request, argument);
    }

    /** A request that fills in a long. */
    public static long readLong(int descriptor, long request) throws PosixException {
        try (var memory = zeroed(8)) {
            control(descriptor, request, Pointer.nativeValue(memory));
            return memory.getLong(0);
        } catch (LinkageError missing) {
            throw PosixException.unsupported("ioctl");
        }
    }

    /** A request that fills in an int. */
    public static int readInt(int descriptor, long request) throws PosixException {
        try (var memory = zeroed(8)) {
            control(descriptor, request, Pointer.nativeValue(memory));
            return memory.getInt(0);
        } catch (LinkageError missing) {
            throw PosixException.unsupported("ioctl");
        }
    }

    /** A request over a range of bytes. */
    public static void range(int descriptor, long request, long offset, long length)
            throws PosixException {
        try (var memory = zeroed(16)) {
            memory.setLong(0, offset);
            memory.setLong(8, length);
            control(descriptor, request, Pointer.nativeValue(memory));
        } catch (LinkageError missing) {
            throw PosixException.unsupported("ioctl");
        }
    }

    /** Whether a request with a plain argument is understood. */
    public static boolean succeeds(int descriptor, long request, long argument) {
        try {
            control(descriptor, request, argument);
            return true;
        } catch (PosixException refused) {
            return false;
        }
    }

    private static Memory zeroed(int size) {
        var memory = new Memory(size);
        memory.clear();
        return memory;
    }

    private static void control(int descriptor, long request, long argument) throws PosixException {
        JnaCalls.check("ioctl", () -> JnaLibc.ioctl(descriptor, request, argument));
    }
}
