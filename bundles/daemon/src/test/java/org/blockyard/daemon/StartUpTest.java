package org.blockyard.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Options become management commands. */
class StartUpTest {
    private final FakePlatform platform = new FakePlatform();
    private final StartUp startUp = new StartUp(platform, List.of());

    private OptionalInt apply(String name, String text) throws OptionException {
        return startUp.apply(new GivenOption(name, text));
    }

    private String complaint(String name, String text) {
        return assertThrows(OptionException.class, () -> apply(name, text)).getMessage();
    }

    @Test
    void aNodeOfTextHasTheTypesOfItsSchema() throws Exception {
        var readOnly =
                new OptionField(
                        "read-only",
                        new OptionType.Bool(),
                        false,
                        Optional.empty(),
                        "",
                        "read-only",
                        "");
        platform.commands.put(
                "blockdev-add",
                new OptionType.OneOf(
                        "Node",
                        "driver",
                        Map.of("x", new OptionType.Struct("X", List.of(readOnly)))));
        apply("blockdev", "x,read-only=on");
        assertEquals(List.of("blockdev-add {driver=x, read-only=true}"), platform.log);
    }

    @Test
    void aNodeOfJsonIsTakenAsItIs() throws Exception {
        apply("blockdev", "{\"driver\": \"x\", \"node-name\": \"n\"}");
        assertEquals(List.of("blockdev-add {driver=x, node-name=n}"), platform.log);
    }

    @Test
    void anExportsTypeMayStandFirst() throws Exception {
        apply("export", "nbd,id=e,node-name=n");
        assertEquals(List.of("block-export-add {type=nbd, id=e, node-name=n}"), platform.log);
    }

    @Test
    void theServerTakesClientsWhenAllExportsOfTheCommandLineAreThere() throws Exception {
        var server = new GivenOption("nbd-server", "addr.type=unix,addr.path=s");
        var all =
                List.of(
                        server,
                        new GivenOption("export", "nbd,id=a,node-name=n"),
                        new GivenOption("export", "type=vhost-user-blk,id=b,node-name=n"),
                        new GivenOption("export", "help"),
                        new GivenOption("export", "{\"type\": \"nbd\", \"id\": \"c\"}"));
        new StartUp(platform, all).apply(server);
        assertTrue(platform.log.getFirst().contains("x-blockyard-await-exports=2"));
    }

    @Test
    void theServersFlatAddressIsWrappedForTheCommand() throws Exception {
        apply("nbd-server", "addr.type=unix,addr.path=/run/n.sock");
        assertEquals(
                List.of("nbd-server-start {addr={type=unix, data={path=/run/n.sock}}}"),
                platform.log.stream()
                        .map(
                                line ->
                                        line.replace(
                                                "{data={path=/run/n.sock}, type=unix}",
                                                "{type=unix, data={path=/run/n.sock}}"))
                        .toList());
    }

    @Test
    void monitorsAreMadeByTheirService() throws Exception {
        apply("chardev", "socket,id=c,path=q");
        apply("monitor", "c");
        assertEquals(List.of("chardev socket,id=c,path=q", "monitor c"), platform.log);
    }

    @Test
    void helpForCharacterDevicesEndsTheProgram() throws Exception {
        assertEquals(OptionalInt.of(0), apply("chardev", "help"));
        assertEquals(OptionalInt.of(1), apply("chardev", "socket,help"));
    }

    @Test
    void helpWhereThereIsNoneIsRefused() {
        assertEquals(
                "--blockdev help: Help is not available for this option",
                complaint("blockdev", "help"));
    }

    @Test
    void anOptionWithoutItsPartIsRefusedByName() {
        assertEquals("--telepathy x: this option is not supported", complaint("telepathy", "x"));
        assertEquals(
                "--shell-socket /x: the bundle for the shell is not installed",
                complaint("shell-socket", "/x"));
        assertEquals(
                "--metrics unix:/x: the bundle for metrics is not installed",
                complaint("metrics", "unix:/x"));
    }

    @Test
    void figuresAreToldAtAnAddressInAnyOfItsForms() throws Exception {
        for (var text : List.of("[::1]:9100", "addr.type=inet,addr.host=::1,addr.port=9100")) {
            assertEquals(
                    Map.of(
                            "addr",
                            Map.of("type", "inet", "data", Map.of("host", "::1", "port", "9100"))),
                    metrics(text));
        }
        assertEquals(
                Map.of("addr", Map.of("type", "unix", "data", Map.of("path", "/run/a=b"))),
                metrics("unix:/run/a=b"));
    }

    private static Map<String, Object> metrics(String text) throws Exception {
        return StartUp.wrapped(MetricsAddress.options(text));
    }

    @Test
    void anAddressForFiguresNeedsHostAndPort() {
        for (var text : List.of("9100", ":9100", "localhost")) {
            assertThrows(org.blockyard.io.BlockException.class, () -> MetricsAddress.options(text));
        }
    }

    @Test
    void aFolderToDeployFromMustExist() {
        assertEquals(
                "--deploy /nonexistent: '/nonexistent' is no folder",
                complaint("deploy", "/nonexistent"));
    }

    @Test
    void thePidFileIsWrittenLastAndGoneAtTheEnd(@TempDir Path folder) throws Exception {
        var file = folder.resolve("pid");
        apply("shell-socket", "none");
        apply("pidfile", file.toString());
        assertFalse(Files.exists(file));
        startUp.writePidFile();
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(file));
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(file)));
        var second = new StartUp(platform, List.of());
        second.apply(new GivenOption("shell-socket", "none"));
        second.apply(new GivenOption("pidfile", file.toString()));
        assertTrue(
                assertThrows(java.io.IOException.class, second::writePidFile)
                        .getMessage()
                        .contains("another process holds it"));
        startUp.close();
        assertFalse(Files.exists(file));
    }
}
