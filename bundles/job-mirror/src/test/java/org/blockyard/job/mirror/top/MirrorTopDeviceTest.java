package org.blockyard.job.mirror.top;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.blockyard.driver.Child;
import org.blockyard.io.FilePlace;
import org.blockyard.io.RequestFlags;
import org.junit.jupiter.api.Test;

class MirrorTopDeviceTest {
    private final List<String> done = new ArrayList<>();
    private boolean failing;
    private final MirrorTopDevice device = new MirrorTopDevice(child());

    private Child child() {
        return (Child)
                Proxy.newProxyInstance(
                        Child.class.getClassLoader(),
                        new Class<?>[] {Child.class},
                        (proxy, method, arguments) -> {
                            done.add("source " + method.getName());
                            if (failing) {
                                throw new IOException("the disk fails");
                            }
                            return method.getReturnType() == boolean.class ? true : null;
                        });
    }

    /** Writes down what it is told. */
    private final class Told implements GuestWrites {
        private final boolean blocking;

        Told(boolean blocking) {
            this.blocking = blocking;
        }

        @Override
        public boolean blocking() {
            return blocking;
        }

        @Override
        public void written(long offset, long length) {
            done.add("written " + offset + " " + length);
        }

        @Override
        public boolean both(long offset, long length, SourceWrite source, TargetWrite target)
                throws IOException {
            done.add("both " + offset + " " + length);
            return source.run();
        }

        @Override
        public void alone(long offset, long length, SourceWrite source) throws IOException {
            done.add("alone " + offset + " " + length);
            source.run();
        }

        @Override
        public void lost() {
            done.add("lost");
        }
    }

    private static ByteBuffer bytes() {
        return ByteBuffer.allocate(4096);
    }

    @Test
    void whateverChangesTheDiskIsToldOfAfterItWasDone() throws Exception {
        device.watch(new Told(false));
        device.write(4096, bytes(), RequestFlags.NONE);
        device.tryWrite(4096, bytes(), RequestFlags.NONE);
        device.writeZeroes(0, 8192, RequestFlags.NONE);
        device.discard(0, 512);
        device.copyFrom(new FilePlace(3, 0, 1024), 2048, RequestFlags.NONE);
        assertEquals(
                List.of(
                        "source write",
                        "written 4096 4096",
                        "source tryWrite",
                        "written 4096 4096",
                        "source writeZeroes",
                        "written 0 8192",
                        "source discard",
                        "written 0 512",
                        "source copyFrom",
                        "written 2048 1024"),
                done);
    }

    @Test
    void aWriteThatFailedMayHaveWrittenSomeAndIsToldOfToo() {
        device.watch(new Told(false));
        failing = true;
        assertThrows(IOException.class, () -> device.write(0, bytes(), RequestFlags.NONE));
        assertThrows(IOException.class, () -> device.tryWrite(0, bytes(), RequestFlags.NONE));
        assertThrows(IOException.class, () -> device.discard(0, 512));
        assertEquals(
                List.of("written 0 4096", "written 0 4096", "written 0 512"),
                done.stream().filter(what -> what.startsWith("written")).toList());
    }

    @Test
    void whereWritesGoToBothNoneGoesAnotherWay() throws Exception {
        device.watch(new Told(true));
        assertFalse(device.tryWrite(0, bytes(), RequestFlags.NONE));
        assertFalse(device.copyFrom(new FilePlace(3, 0, 1024), 0, RequestFlags.NONE));
        assertEquals(List.of(), done);
        device.write(0, bytes(), RequestFlags.NONE);
        device.writeZeroes(4096, 512, RequestFlags.NONE);
        device.discard(512, 512);
        assertEquals(
                List.of(
                        "both 0 4096",
                        "source write",
                        "both 4096 512",
                        "source writeZeroes",
                        "alone 512 512",
                        "source discard"),
                done);
    }

    @Test
    void aMirrorLearnsThatItsFilterIsClosed() {
        device.watch(new Told(false));
        device.close();
        assertEquals(List.of("lost"), done);
    }
}
