package org.blockyard.itest.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every option of qemu-nbd in wrong use, alone and with others: both tools say the same words and
 * end with the same status. {@code @} stands for the folder with a raw image {@code raw} and a
 * qcow2 image {@code q}, {@code ~} for an empty argument.
 */
class NbdOptionsAgainstQemuTest {
    @TempDir Path folder;

    @BeforeEach
    void makeImages() {
        Tool.requires("qemu-img", "qemu-nbd");
        Tool.run("qemu-img", "create", "-q", "-f", "raw", file("raw"), "4M").ok();
        Tool.run("qemu-img", "create", "-q", "-f", "qcow2", file("q"), "4M").ok();
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private List<String> words(String line) {
        return List.of(line.split(" ")).stream()
                .map(word -> word.equals("~") ? "" : word.replace("@", folder.toString()))
                .toList();
    }

    private void same(String line) {
        var arguments = words(line);
        var command = new ArrayList<>(List.of("timeout", "20", "qemu-nbd"));
        command.addAll(arguments);
        var theirs = Tool.run(command, Map.of());
        var ours = Product.run("nbd", arguments.toArray(String[]::new));
        assertEquals(theirs.out() + theirs.err(), ours.out() + ours.err());
        assertEquals(theirs.status(), ours.status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-z",
                "--nothing=1 @/raw",
                "-p",
                "--port",
                "--s @/raw",
                "--p=1 @/raw",
                "--fork=yes @/raw",
                "-n1 @/raw",
                "-P 1 @/raw",
                "--partition=1 @/raw",
                "-k rel @/raw -b",
            })
    void theCommandLineIsReadAlike(String line) {
        same(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-e -1 @/raw",
                "-e 1a @/raw",
                "-e ~ @/raw",
                "--sh=99999999999 @/raw",
                "-o 1k @/raw",
                "-o 99999999999999999999 @/raw",
                "-f raw -o 4194305 @/raw",
                "-k ~ @/raw",
                "--cache=x @/raw",
                "--cache=none -n @/raw",
                "--aio=x @/raw",
                "--aio=threads --aio=threads @/raw",
                "--aio=native -f raw @/raw",
                "--discard=x @/raw",
                "--discard=off --discard=on @/raw",
                "--detect-zeroes=x @/raw",
                "--detect-zeroes=unmap @/raw",
                "-l none @/q",
                "-l snapshot.id=9,snapshot.name=x @/q",
                "-l snapshot.foo=9 @/q",
                "-l none -f raw @/raw",
                "-B none -k @/s @/q",
            })
    void wrongValuesAreToldAlike(String line) {
        same(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-r",
                "@/raw @/q",
                "-f raw --image-opts driver=raw,file.filename=@/raw",
                "-f nofmt @/raw",
                "@/nowhere",
                "-v -f raw @/nowhere",
                "--fork -f raw -k @/s @/nowhere",
                "--image-opts driver=nodrv,file.filename=@/raw",
                "-f raw -k /nodir/s @/raw",
                "-f raw -b 1.2.3.4 @/raw",
                "-p x @/raw",
                "-f raw -k @/s --pid-file=/nodir/pid @/raw",
                "-f raw -k @/s --fork --pid-file=/nodir/pid @/raw",
                "--tls-creds=x @/raw",
                "--tls-authz=x @/raw",
                "--tls-hostname=x @/raw",
                "--tls-creds=x --tls-hostname=y @/raw",
                "--tls-creds=x -c /dev/nbd0 @/raw",
            })
    void whatCanNotBeServedIsToldAlike(String line) {
        same(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-L @/raw",
                "-L -x n",
                "-L -o 1",
                "-L -A",
                "-L -f raw",
                "-L --discard=unmap",
                "-L -c /dev/nbd0",
                "-L --fork",
                "-L --tls-authz=x",
                "-L --tls-creds=x --tls-authz=y",
                "-L --tls-creds=x",
                "-L -tvre5 -k @/nowhere",
                "-L -p 1",
                "-L -p 0x10",
            })
    void listModeTakesAndRefusesTheSame(String line) {
        same(line);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-d",
                "-d @/raw x",
                "-c /dev/nbd0 -d",
                "-d -L",
                "-d @/nowhere",
                "-d /dev/null",
                "-c @/nowhere -k @/s -f raw @/raw",
            })
    void devicesOfTheKernelAreRefusedAlike(String line) {
        same(line);
    }

    @Test
    void aGuessedFormatThatIsARiskIsToldOf() {
        same("-c @/nowhere -k @/s @/raw");
    }

    /** The peer installed here is older than this option. */
    @Test
    void theHandshakeLimitIsANumber() {
        var ours = Product.run("nbd", "--handshake-limit=x", file("raw")).status(1);
        assertEquals("qemu-nbd: Invalid handshake limit 'x'\n", ours.err());
    }

    @Test
    void helpAndVersionComeBeforeWhatFollowsThem() {
        Product.run("nbd", "-h", "-z").ok();
        Product.run("nbd", "-p", "x", "-V", "--nothing").ok();
    }

    /** So that no option of the peer is forgotten: on the page, in the help, and in the parser. */
    @Test
    void everyOptionOfThePeerIsToldOf() throws IOException {
        var page = Files.readString(Product.root().resolve("bundles/nbd/README.md"));
        var ours = Product.run("nbd", "--help").ok().out();
        var options =
                Pattern.compile("--[a-z][a-z-]+")
                        .matcher(Tool.run("qemu-nbd", "--help").ok().out())
                        .results()
                        .map(MatchResult::group)
                        .distinct()
                        .toList();
        assertTrue(options.size() > 25, options.toString());
        for (var option : options) {
            assertTrue(page.contains(option), option + " is not on the page");
            assertTrue(ours.contains(option + " "), option + " is not in the help");
        }
    }
}
