package org.blockyard.export.nbd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.monitor.ManagementCommand;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.option.SocketAddress;
import org.junit.jupiter.api.Test;

class CommandsTest {
    @Test
    void theLegacyAddressIsUnderstood() throws BlockException {
        var schema = OptionSchema.of(ServerStartCommand.Arguments.class);
        var addr = Map.<String, Object>of("type", "unix", "data", Map.of("path", "/tmp/s"));
        var read = schema.read(Map.of("addr", addr), ReadMode.JSON);
        assertEquals(new SocketAddress.Unix("/tmp/s"), read.addr().data());
        assertEquals(100, read.maxConnections());
        assertEquals(10, read.handshakeMaxSeconds());
        assertThrows(
                BlockException.class,
                () -> schema.read(Map.of("addr", Map.of("type", "unix")), ReadMode.JSON));
    }

    @Test
    void exportOptionsHaveTheirDefaults() throws BlockException {
        var options = new Nbd().options().read(Map.of(), ReadMode.JSON);
        assertEquals(false, options.allocationDepth());
        assertThrows(
                BlockException.class,
                () -> new Nbd().options().read(Map.of("name", "x".repeat(4097)), ReadMode.JSON));
    }

    @Test
    void theCommandsAreThoseOfTheServer() {
        assertEquals(
                "[nbd-server-start, nbd-server-stop, nbd-server-add, nbd-server-remove]",
                new Nbd().commands().stream().map(ManagementCommand::name).toList().toString());
    }
}
