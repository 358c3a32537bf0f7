package org.blockyard.shell.internal.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.Test;

/** Words are completed by the schema. */
class OptionCompletionTest {
    private static final OptionType ADDRESS =
            new OptionType.OneOf(
                    "Address",
                    "type",
                    Map.of(
                            "unix",
                                    new OptionType.Struct(
                                            "Unix",
                                            List.of(field("path", new OptionType.Text(100)))),
                            "inet",
                                    new OptionType.Struct(
                                            "Inet",
                                            List.of(field("port", new OptionType.Text(100))))));

    private static final OptionType SERVER =
            new OptionType.Struct(
                    "Server",
                    List.of(
                            field("addr", ADDRESS),
                            field("writable", new OptionType.Bool()),
                            field("mode", new OptionType.Choice("Mode", List.of("safe", "hard")))));

    private static OptionField field(String name, OptionType type) {
        return new OptionField(name, type, false, Optional.empty(), "", name, "");
    }

    private static List<String> complete(OptionType type, String word, String... before) {
        // no name of a node is asked for here, so no platform is needed
        Platform none =
                (Platform)
                        java.lang.reflect.Proxy.newProxyInstance(
                                Platform.class.getClassLoader(),
                                new Class<?>[] {Platform.class},
                                (self, method, args) -> {
                                    throw new UnsupportedOperationException();
                                });
        return new OptionCompletion(none, type)
                .complete(List.of(before), word).stream().map(Suggestion::word).toList();
    }

    @Test
    void keysNotYetGivenAreOffered() {
        assertEquals(List.of("addr.", "mode="), complete(SERVER, "", "writable=on"));
    }

    @Test
    void valuesOfChoicesAndSwitchesAreOffered() {
        assertEquals(List.of("mode=safe", "mode=hard"), complete(SERVER, "mode="));
        assertEquals(List.of("writable=on", "writable=off"), complete(SERVER, "writable=o"));
    }

    @Test
    void aUnionOffersItsBranchesFirstAndThenTheirKeys() {
        assertEquals(List.of("addr.type="), complete(SERVER, "addr."));
        assertEquals(List.of("addr.type=inet", "addr.type=unix"), complete(SERVER, "addr.type="));
        assertEquals(List.of("addr.path="), complete(SERVER, "addr.", "addr.type=unix"));
    }

    @Test
    void aUnionAtTheTopDoesTheSame() {
        assertEquals(List.of("type="), complete(ADDRESS, ""));
        assertEquals(List.of("type=inet", "type=unix"), complete(ADDRESS, "type="));
        assertEquals(List.of("port="), complete(ADDRESS, "p", "type=inet"));
    }
}
