package org.blockyard.posix.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.blockyard.posix.OpenFlag;
import org.blockyard.posix.PosixException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeEntryTest {
    private static final List<String> PACKAGES =
            List.of(
                    "jdk.internal.foreign.abi",
                    "jdk.internal.foreign.abi.x64",
                    "jdk.internal.access");

    @TempDir Path folder;

    @Test
    void isNotHadWhereThePackagesAreNotExported() {
        assertNull(NativeEntry.link());
    }

    @Test
    void callsReturnResultsAndErrorNumbersWhereThePackagesAreExported() throws Exception {
        assumeTrue(
                Runtime.version().feature() == 25
                        && System.getProperty("os.arch").equals("amd64")
                        && System.getProperty("os.name").equals("Linux"),
                "the JDK's parts are used in release 25 on Linux on amd64 only");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        PACKAGES.forEach(name -> command.add("--add-exports=java.base/" + name + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Program.class.getName(), folder.resolve("file").toString()));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes());
        assertEquals(true, process.waitFor(300, TimeUnit.SECONDS));
        assertEquals(
                List.of("linked", "2 2", "locked", "by others: false", "open: 2"),
                said.lines().toList());
        assertEquals("ab", Files.readString(folder.resolve("file")).substring(0, 2));
    }

    /** What the other virtual machine does. */
    static final class Program {
        private Program() {}

        public static void main(String[] arguments) throws PosixException {
            System.out.println(NativeEntry.link() == null ? "not linked" : "linked");
            try (var file =
                    NativeFile.open(arguments[0], Set.of(OpenFlag.CREATE, OpenFlag.WRITE))) {
                file.write(0, ByteBuffer.wrap(new byte[] {'a', 'b'}));
                var read = ByteBuffer.allocateDirect(8);
                System.out.println(file.read(0, read) + " " + file.status().size());
                System.out.println(file.lock(0, 1, true) ? "locked" : "not locked");
                System.out.println("by others: " + file.isLockedByOthers(0, 1));
            }
            try (var file = NativeFile.open(arguments[0] + "-missing", Set.of())) {
                System.out.println("opened " + file.descriptor());
            } catch (PosixException failure) {
                System.out.println(failure.call() + ": " + failure.errno());
            }
        }
    }
}
