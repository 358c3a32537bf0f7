package org.blockyard.nbd.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.blockyard.cli.CommandLine;
import org.blockyard.cli.Flag;
import org.blockyard.cli.UsageException;
import org.blockyard.io.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    private static CommandLine read(String line) throws Exception {
        return Options.read(List.of(line.split(" ")));
    }

    @Test
    void optionsMayBeClusteredAbbreviatedAndAnywhere() throws Exception {
        var line = read("-trk/s disk -e5 --export=x --pid-f p -- -y");
        assertTrue(line.has(Flags.PERSISTENT) && line.has(Flags.READ_ONLY));
        assertEquals(Optional.of("/s"), line.value(Flags.SOCKET));
        assertEquals(5, Options.number(line, Flags.SHARED, 1));
        assertEquals(Optional.of("x"), line.value(Flags.EXPORT_NAME));
        assertEquals(Optional.of("p"), line.value(Flags.PID_FILE));
        assertEquals(List.of("disk", "-y"), line.operands());
    }

    @Test
    void theFirstOfSeveralFaultsIsToldOf() {
        var first = assertThrows(BlockException.class, () -> read("-k relative -Z"));
        assertEquals("socket path must be absolute", first.sentence());
        assertThrows(UsageException.class, () -> read("-Z -k relative"));
    }

    @Test
    void whatFollowsHelpIsNotLookedAt() throws Exception {
        assertTrue(read("-h -Z").has(Flag.HELP));
    }

    @ParameterizedTest
    @CsvSource({"10,10", "0x10,16", "010,8", "0,0", "' 1',1", "+1,1", "-1,-1"})
    void numbersAreThoseOfTheLibrary(String text, long number) {
        assertEquals(OptionalLong.of(number), CNumber.of(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1k", "08", "1 ", "99999999999999999999", "0x", "#10"})
    void otherTextsAreNoNumbers(String text) {
        assertEquals(OptionalLong.empty(), CNumber.of(text));
    }

    @Test
    void aSocketIsTakenFromTheServiceManagerThatMeansThisProcess() throws Exception {
        var environment = Map.of("LISTEN_PID", "7", "LISTEN_FDS", "1");
        assertEquals(
                Optional.of(new Address.Inherited(3)), Activation.of(read("f"), environment, 7));
        assertEquals(Optional.empty(), Activation.of(read("f"), environment, 8));
        assertEquals(Optional.empty(), Activation.of(read("-L"), environment, 7));
        assertEquals(Optional.empty(), Activation.of(read("f"), Map.of("LISTEN_PID", "7"), 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-k /s f", "-p 1 f", "-b h f", "-c /dev/nbd0 f"})
    void aSocketThatIsHandedOverAllowsNoOther(String line) {
        var environment = Map.of("LISTEN_PID", "7", "LISTEN_FDS", "1");
        var e = assertThrows(BlockException.class, () -> Activation.of(read(line), environment, 7));
        assertTrue(e.sentence().endsWith(" can't be set when using socket activation"));
    }

    @Test
    void onlyOneSocketCanBeHandedOver() {
        var environment = Map.of("LISTEN_PID", "7", "LISTEN_FDS", "2");
        assertThrows(BlockException.class, () -> Activation.of(read("f"), environment, 7));
    }

    @Test
    void aDeviceHasASocketOfItsOwn() throws Exception {
        assertEquals(
                new Address.Unix("/var/lock/qemu-nbd-nbd0"), Address.of(read("-c /dev/nbd0 f")));
        assertEquals(new Address.Unix("/s"), Address.of(read("-c /dev/nbd0 -k /s f")));
        assertEquals(new Address.Inet("0.0.0.0", "10809"), Address.of(read("f")));
    }
}
