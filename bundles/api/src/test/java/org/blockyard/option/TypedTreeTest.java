package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

/** Text becomes what JSON would have said. */
class TypedTreeTest {
    private static final OptionType NUMBER = new OptionType.Int("int", 0, 100, 1, false);

    private static final OptionType FILE =
            struct(
                    "File",
                    field("driver", new OptionType.Text(10)),
                    field("locking", new OptionType.Bool()));

    private static final OptionType NODE =
            new OptionType.OneOf(
                    "Node",
                    "driver",
                    Map.of(
                            "file", (OptionType.Struct) FILE,
                            "raw",
                                    (OptionType.Struct)
                                            struct(
                                                    "Raw",
                                                    field("file", new OptionType.Child()),
                                                    field("offset", NUMBER),
                                                    field("list", new OptionType.ListOf(NUMBER)))));

    private static OptionType struct(String name, OptionField... fields) {
        return new OptionType.Struct(name, List.of(fields));
    }

    private static OptionField field(String name, OptionType type) {
        return new OptionField(name, type, false, Optional.empty(), "", name, "");
    }

    @Test
    void aBranchOfAUnionGivesItsMembersTheirTypes() throws Exception {
        var typed = TypedTree.of(Map.of("driver", "raw", "offset", "0x10"), NODE, NODE);
        assertEquals(Map.of("driver", "raw", "offset", 16L), typed);
    }

    @Test
    void aLargeNumberMayBeWrittenAsASize() throws Exception {
        assertEquals(
                2048L,
                TypedTree.of(Map.of("driver", "raw", "offset", "2K"), NODE, NODE).get("offset"));
    }

    @Test
    void aChildDefinedInPlaceIsTypedByItsOwnDriver() throws Exception {
        var typed =
                TypedTree.of(
                        Map.of("driver", "raw", "file", Map.of("driver", "file", "locking", "off")),
                        NODE,
                        NODE);
        assertEquals(
                Map.of("driver", "raw", "file", Map.of("driver", "file", "locking", false)), typed);
    }

    @Test
    void aChildGivenByNameStaysAName() throws Exception {
        assertEquals(
                Map.of("driver", "raw", "file", "n0"),
                TypedTree.of(Map.of("driver", "raw", "file", "n0"), NODE, NODE));
    }

    @Test
    void elementsOfListsAreTyped() throws Exception {
        var typed = TypedTree.of(Map.of("driver", "raw", "list", List.of("1", "2")), NODE, NODE);
        assertEquals(List.of(1L, 2L), typed.get("list"));
    }

    @Test
    void unknownKeysAndDriversAreLeftToTheCommand() throws Exception {
        assertEquals(
                Map.of("driver", "none", "x", "on"),
                TypedTree.of(Map.of("driver", "none", "x", "on"), NODE, NODE));
    }

    @Test
    void aValueOfTheWrongTypeIsNamedWithItsPath() {
        var failure =
                assertThrows(
                        BlockException.class,
                        () ->
                                TypedTree.of(
                                        Map.of(
                                                "driver",
                                                "raw",
                                                "file",
                                                Map.of("driver", "file", "locking", "maybe")),
                                        NODE,
                                        NODE));
        assertEquals(ErrorKind.INVALID_OPTION, failure.kind());
        assertEquals("Parameter 'file.locking' expects 'on' or 'off'", failure.sentence());
    }
}
