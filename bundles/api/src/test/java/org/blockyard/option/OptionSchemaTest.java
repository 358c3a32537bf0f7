package org.blockyard.option;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.graph.NodeOptions;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.junit.jupiter.api.Test;

class OptionSchemaTest {
    enum Level {
        LOW_SPEED,
        @Branch("Turbo!")
        HIGH
    }

    record Base(
            @Option("its id") String id,
            @Option(value = "on?", byDefault = "off") boolean writable) {}

    record Inner(
            @Option(value = "a size", size = true, byDefault = "1M") long cacheSize,
            @Option("deep") Optional<Level> level) {}

    record All(
            @Option(value = "common", flat = true) Base base,
            @Option(value = "a port", min = 1, max = 65535) Optional<Integer> port,
            @Option(
                            value = "cluster",
                            size = true,
                            byDefault = "64K",
                            min = 512,
                            max = 2 << 20,
                            powerOfTwo = true)
                    long clusterSize,
            @Option(value = "grain", multipleOf = 512, byDefault = "1024") long grain,
            @Option(value = "how", byDefault = "low-speed") Level level,
            @Option("nested") Optional<Inner> inner,
            @Option("where") Optional<SocketAddress> addr,
            @Option("some") Optional<List<Inner>> items,
            @Option(value = "words", byDefault = "") List<String> words,
            @Option("child") Optional<ChildRef> file,
            @Option("any") Optional<Object> any,
            @Option("tree") Optional<Map<String, Object>> tree,
            @Option(value = "half", byDefault = "0.5") double half) {}

    enum Version {
        V2,
        V3
    }

    record Create(
            @Option(value = "length", size = true) long size,
            @Option(
                            value = "format version",
                            byDefault = "v3",
                            legacy = "compat",
                            legacyValues = {"0.10=v2", "1.1=v3"})
                    Version version,
            @Option(value = "cluster", size = true, byDefault = "64K") long clusterSize,
            @Option("encryption") Optional<Inner> encrypt) {}

    private static final OptionSchema<All> ALL = OptionSchema.of(All.class);

    private static All json(String text) throws BlockException {
        return ALL.read(tree(text), ReadMode.JSON);
    }

    private static Map<String, Object> tree(String text) throws BlockException {
        return KeyValues.parse(text, Optional.empty());
    }

    private static void refused(String sentence, String text, ReadMode mode) {
        var e = assertThrows(BlockException.class, () -> ALL.read(tree(text), mode));
        assertEquals(sentence, e.sentence());
        assertEquals(ErrorKind.INVALID_OPTION, e.kind());
    }

    @Test
    void leftOutOptionsHaveTheirDefaults() throws BlockException {
        var all = json("{'id': 'x'}");
        assertEquals(new Base("x", false), all.base());
        assertEquals(65536, all.clusterSize());
        assertEquals(1024, all.grain());
        assertEquals(Level.LOW_SPEED, all.level());
        assertEquals(Optional.empty(), all.port());
        assertEquals(List.of(), all.words());
        assertEquals(0.5, all.half());
    }

    @Test
    void jsonIsReadIntoEveryType() throws BlockException {
        var all =
                json(
                        """
                {"id": "x", "writable": true, "port": 80, "cluster-size": 4096, "grain": 512, "level": "Turbo!",
                 "inner": {"cache-size": 7}, "addr": {"type": "unix", "path": "/s"},
                 "items": [{"level": "low-speed"}], "words": ["a", "b"], "file": {"driver": "file"},
                 "any": [1, null], "tree": {"k": 1.5}, "half": 1}
                """);
        assertEquals(Optional.of(80), all.port());
        assertEquals(Level.HIGH, all.level());
        assertEquals(new Inner(7, Optional.empty()), all.inner().orElseThrow());
        assertEquals(new SocketAddress.Unix("/s"), all.addr().orElseThrow());
        assertEquals(
                List.of(new Inner(1 << 20, Optional.of(Level.LOW_SPEED))),
                all.items().orElseThrow());
        assertEquals(List.of("a", "b"), all.words());
        assertEquals(new ChildRef.Inline(Map.of("driver", "file")), all.file().orElseThrow());
        assertEquals(List.of(1L, JsonNull.NULL), all.any().orElseThrow());
        assertEquals(Map.of("k", 1.5), all.tree().orElseThrow());
        assertEquals(1.0, all.half());
    }

    @Test
    void textIsReadIntoTypes() throws BlockException {
        var all =
                ALL.read(
                        tree(
                                "id=x,writable=on,port=0x50,cluster-size=4k,inner.cache-size=1.5K,items.0.cache-size=1,"
                                        + "addr.type=inet,addr.host=h,addr.port=1,file=node0,half=0.25"),
                        ReadMode.TEXT);
        assertTrue(all.base().writable());
        assertEquals(Optional.of(80), all.port());
        assertEquals(4096, all.clusterSize());
        assertEquals(1536, all.inner().orElseThrow().cacheSize());
        assertEquals(1, all.items().orElseThrow().getFirst().cacheSize());
        assertEquals(new ChildRef.Node("node0"), all.file().orElseThrow());
        assertEquals(0.25, all.half());
    }

    @Test
    void nullAndTheEmptyNameAreNoChild() throws BlockException {
        assertEquals(new ChildRef.None(), json("{'id': 'x', 'file': null}").file().orElseThrow());
        assertEquals(new ChildRef.None(), json("{'id': 'x', 'file': ''}").file().orElseThrow());
    }

    @Test
    void jsonIsStrictAboutTypes() {
        refused(
                "Invalid parameter type for 'port', expected: integer",
                "{'id': 'x', 'port': '80'}",
                ReadMode.JSON);
        refused(
                "Invalid parameter type for 'port', expected: integer",
                "{'id': 'x', 'port': 1.5}",
                ReadMode.JSON);
        refused(
                "Invalid parameter type for 'writable', expected: boolean",
                "{'id': 'x', 'writable': 'on'}",
                ReadMode.JSON);
        refused("Invalid parameter type for 'id', expected: string", "{'id': 1}", ReadMode.JSON);
        refused(
                "Invalid parameter type for 'inner', expected: object",
                "{'id': 'x', 'inner': 1}",
                ReadMode.JSON);
        refused(
                "Invalid parameter type for 'words', expected: array",
                "{'id': 'x', 'words': 'a'}",
                ReadMode.JSON);
    }

    @Test
    void errorsNameTheOption() {
        refused("Parameter 'id' is missing", "", ReadMode.TEXT);
        refused("Parameter 'foo' is unexpected", "id=x,foo=1", ReadMode.TEXT);
        refused("Parameter 'inner.foo' is unexpected", "id=x,inner.foo=1", ReadMode.TEXT);
        refused("Parameter 'addr.type' is missing", "id=x,addr.path=1", ReadMode.TEXT);
        refused(
                "Parameter 'addr.type' does not accept value 'udp'",
                "id=x,addr.type=udp",
                ReadMode.TEXT);
        refused(
                "Parameter 'level' does not accept value 'low_speed'",
                "id=x,level=low_speed",
                ReadMode.TEXT);
        refused(
                "Parameter 'items.0.level' does not accept value 'z'",
                "id=x,items.0.level=z",
                ReadMode.TEXT);
        refused("Parameter 'writable' expects 'on' or 'off'", "id=x,writable=maybe", ReadMode.TEXT);
    }

    @Test
    void numbersKeepTheirBounds() {
        refused(
                "Parameter 'port' expects a number from 1 to 65535",
                "id=x,port=65536",
                ReadMode.TEXT);
        refused(
                "Parameter 'port' expects a number from 1 to 65535",
                "id=x,port=4294967297",
                ReadMode.TEXT);
        refused("Parameter 'grain' expects a multiple of 512", "id=x,grain=513", ReadMode.TEXT);
        refused(
                "Parameter 'cluster-size' expects a power of two",
                "id=x,cluster-size=3K",
                ReadMode.TEXT);
        refused(
                "Parameter 'cluster-size' expects a size such as 512, 64K or 1.5G",
                "id=x,cluster-size=-1",
                ReadMode.TEXT);
        refused(
                "Invalid parameter type for 'port', expected: integer",
                "id=x,port=1K",
                ReadMode.TEXT);
    }

    @Test
    void legacyNamesAndValuesAreUnderstood() throws BlockException {
        var schema = OptionSchema.of(Create.class);
        var create =
                schema.read(
                        KeyValues.parseFlat(
                                "size=1G,compat=0.10,cluster_size=4k,encrypt.cache-size=5"),
                        ReadMode.LEGACY);
        assertEquals(
                new Create(1 << 30, Version.V2, 4096, Optional.of(new Inner(5, Optional.empty()))),
                create);
        assertEquals(
                Version.V3,
                schema.read(Map.of("size", 1L, "version", "v3"), ReadMode.LEGACY).version());
        assertEquals("compat", schema.field("version").orElseThrow().legacyName());
        var e =
                assertThrows(
                        BlockException.class,
                        () ->
                                schema.read(
                                        Map.of(
                                                "size",
                                                "1",
                                                "cluster_size",
                                                "1",
                                                "cluster-size",
                                                "2"),
                                        ReadMode.LEGACY));
        assertEquals("Parameter 'cluster_size' is given twice", e.sentence());
    }

    @Test
    void whatIsWrittenReadsAsTheSame() throws BlockException {
        var all =
                json(
                        "{'id': 'x', 'inner': {'level': 'Turbo!'}, 'addr': {'type': 'fd', 'str': '3'}, 'port': 1,"
                                + "'items': [{}], 'file': null, 'any': {'a': []}}");
        var tree = ALL.write(all);
        assertEquals(Map.of("type", "fd", "str", "3"), tree.get("addr"));
        assertEquals(JsonNull.NULL, tree.get("file"));
        assertEquals("x", tree.get("id"));
        assertEquals(all, ALL.read(tree, ReadMode.JSON));
        assertEquals(all, json(Json.write(tree)));
    }

    @Test
    void theSchemaDescribesItself() {
        assertEquals("id", ALL.fields().getFirst().name());
        assertTrue(ALL.field("id").orElseThrow().required());
        assertEquals(
                new OptionType.Int("uint16", 1, 65535, 1, false),
                ALL.field("port").orElseThrow().type());
        var addr = (OptionType.OneOf) ALL.field("addr").orElseThrow().type();
        assertEquals(List.of("inet", "unix", "vsock", "fd"), List.copyOf(addr.branches().keySet()));
        assertTrue(ALL.help().contains("cluster-size=<size>"), ALL.help());
        assertTrue(ALL.help().contains("cluster (default: 64K)"), ALL.help());
        assertTrue(ALL.help().contains("inner.level=low-speed|Turbo!"), ALL.help());
        assertSame(ALL, OptionSchema.of(All.class));
    }

    @Test
    void theNodeOptionsAreASchema() throws BlockException {
        var options =
                OptionSchema.of(NodeOptions.class)
                        .read(
                                tree("driver=raw,cache.direct=on,detect-zeroes=unmap"),
                                ReadMode.TEXT);
        assertTrue(options.cacheDirect());
        assertEquals(NodeOptions.DetectZeroes.UNMAP, options.detectZeroes());
        assertEquals("wait", options.whenDriverGone());
    }

    record Checked(@Option("n") int n) {
        Checked {
            if (n == 0) {
                throw new IllegalArgumentException("n may not be 0");
            }
        }
    }

    @Test
    void aRecordsOwnCheckIsAnErrorOfTheUser() {
        var e =
                assertThrows(
                        BlockException.class,
                        () -> OptionSchema.of(Checked.class).read(Map.of("n", 0L), ReadMode.JSON));
        assertEquals("n may not be 0", e.sentence());
    }

    record BadType(Thread t) {}

    record BadDefault(@Option(value = "n", byDefault = "x") int n) {}

    record Endless(Optional<Endless> next) {}

    record Twice(@Option(value = "b", flat = true) Base base, String id) {}

    @Test
    void defectsOfTheDriverAreToldAtOnce() {
        for (var bad : List.of(BadType.class, BadDefault.class, Endless.class, Twice.class)) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> OptionSchema.of(bad),
                    bad.getSimpleName());
        }
    }
}
