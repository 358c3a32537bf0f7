package org.blockyard.driver.tck;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.Child;
import org.blockyard.io.Extent;
import org.blockyard.io.FilePlace;
import org.blockyard.io.LentPlace;
import org.blockyard.io.RequestFlags;
import org.blockyard.io.SendableRead;

/** Drivers that break one sentence of the contract each. */
final class Mutants {
    private Mutants() {}

    /** Leaves the position of what it read. */
    public static final class LeavesPosition extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public boolean tryRead(long offset, ByteBuffer target) throws IOException {
                    return super.tryRead(offset, target.duplicate());
                }
            };
        }
    }

    /** Says of everything that it is zeroes. */
    public static final class SaysZero extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public Extent status(long offset, long length) {
                    return Extent.zero(length);
                }
            };
        }
    }

    /** Tells of more than it was asked. */
    public static final class SaysTooMuch extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public Extent status(long offset, long length) {
                    return Extent.data(length + 1);
                }
            };
        }
    }

    /** Lends what lies beside the range. */
    public static final class LendsOther extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public Optional<LentPlace> lendPlace(long offset, long length) throws IOException {
                    return file.lendPlace(offset, length);
                }
            };
        }
    }

    /** Sends what lies beside the range. */
    public static final class SendsOther extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public Optional<SendableRead> trySendable(long offset, int length)
                        throws IOException {
                    return file.trySendable(offset, length);
                }
            };
        }
    }

    /** Says that it has copied, and has not. */
    public static final class CopiesNothing extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public boolean copyFrom(FilePlace source, long offset, RequestFlags flags) {
                    return true;
                }
            };
        }
    }

    /** Knows at once what is not so. */
    public static final class GuessesStatus extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public Optional<Extent> tryStatus(long offset, long length) {
                    return Optional.of(Extent.zero(length));
                }
            };
        }
    }

    /** Has a flush that does nothing. */
    public static final class ForgetsToFlush extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public void flush() {}
            };
        }
    }

    /** Starts a thread that nobody ends. */
    public static final class LeavesThread extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            Thread.startVirtualThread(
                    () -> {
                        while (!Thread.interrupted()) {
                            LockSupport.park();
                        }
                    });
            return new Device(file);
        }
    }

    /** Counts in a static. */
    public static final class KeepsStatic extends ToyDriver {
        static int opened;

        @Override
        BlockDevice device(Child file) {
            opened++;
            return new Device(file);
        }
    }

    /** Throws what nobody expects. */
    public static final class ThrowsUnchecked extends ToyDriver {
        @Override
        IOException malformed() {
            throw new IllegalStateException("this is no toy");
        }
    }

    /** Waits where it must not. */
    public static final class Waits extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public boolean tryRead(long offset, ByteBuffer target) throws IOException {
                    read(offset, target);
                    return true;
                }
            };
        }
    }

    /** Ciphers in the caller's buffer. */
    public static final class ChangesSource extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public void write(long offset, ByteBuffer source, RequestFlags flags)
                        throws IOException {
                    int start = source.position();
                    super.write(offset, source, flags);
                    source.put(start, (byte) ~source.get(start));
                }
            };
        }
    }

    /** Writes to the next block as well. */
    public static final class WritesTooFar extends ToyDriver {
        @Override
        BlockDevice device(Child file) {
            return new Device(file) {
                @Override
                public void write(long offset, ByteBuffer source, RequestFlags flags)
                        throws IOException {
                    long end = HEAD + offset + source.remaining();
                    super.write(offset, source, flags);
                    if (end < file.length()) {
                        file.write(end, ByteBuffer.wrap(new byte[] {1}), flags);
                    }
                }
            };
        }
    }
}
