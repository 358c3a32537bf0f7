package org.blockyard.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.job.JobState;
import org.blockyard.monitor.CommandException;
import org.blockyard.option.Json;
import org.blockyard.platform.Platform;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class CommandsTest {
    @TempDir Path folder;
    private final Platform platform = TestPlatform.whole();

    @AfterEach
    void end() {
        platform.close();
    }

    private Object run(String command, String arguments) throws IOException {
        return platform.commands().run(command, tree(arguments), "test");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> tree(String json) throws BlockException {
        return (Map<String, Object>) Json.parse(json);
    }

    private Map<?, ?> node(String name) throws IOException {
        return ((List<?>) run("query-named-block-nodes", "{}"))
                .stream()
                        .map(n -> (Map<?, ?>) n)
                        .filter(n -> n.get("node-name").equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    private String refusal(String command, String arguments) {
        return assertThrows(IOException.class, () -> run(command, arguments)).getMessage();
    }

    private static void tool(String... command) throws IOException, InterruptedException {
        QemuDaemon.require(command[0]);
        assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
    }

    @Test
    void versionNamesTheInterfaceAndTheProduct() throws IOException {
        assertEquals(
                "{\"qemu\": {\"major\": 10, \"minor\": 0, \"micro\": 13}, \"package\": \"blockyard 1.2.3\"}",
                Json.write(run("query-version", "{}")));
        assertEquals("Parameter 'x' is unexpected", refusal("query-version", "{'x':1}"));
    }

    @Test
    void quitAsksForTheEnd() throws Exception {
        var asked = new CountDownLatch(1);
        platform.onShutdownRequest(asked::countDown);
        run("quit", "{}");
        assertTrue(asked.await(300, TimeUnit.SECONDS));
    }

    @Test
    void aNodeComesAndGoes() throws IOException {
        run("blockdev-add", "{'driver':'null-co','node-name':'n','size':4096}");
        var node = node("n");
        assertEquals("null-co", node.get("drv"));
        assertEquals("active", node.get("x-blockyard-state"));
        assertEquals(4096L, ((Map<?, ?>) node.get("image")).get("virtual-size"));
        assertTrue(refusal("blockdev-add", "{'driver':'null-co','node-name':'n'}").contains("'n'"));
        run("blockdev-del", "{'node-name':'n'}");
        assertEquals(List.of(), run("query-named-block-nodes", "{}"));
    }

    @Test
    void reopenTakesOptionsAnewAndIsAllOrNothing() throws IOException {
        var file = Files.write(folder.resolve("f"), new byte[4096]);
        run("blockdev-add", "{'driver':'file','node-name':'f','filename':'" + file + "'}");
        run(
                "blockdev-reopen",
                "{'options':[{'driver':'file','node-name':'f','filename':'"
                        + file
                        + "','read-only':true}]}");
        assertEquals(true, node("f").get("ro"));
        refusal(
                "blockdev-reopen",
                "{'options':[{'driver':'file','node-name':'f','filename':'"
                        + file
                        + "'},{'driver':'file','node-name':'nope','filename':'"
                        + file
                        + "'}]}");
        assertEquals(true, node("f").get("ro"));
        run("blockdev-reopen", "{'options':[]}");
        assertEquals(
                "Invalid parameter type for 'options', expected: array",
                refusal("blockdev-reopen", "{'options':5}"));
        assertEquals("Parameter 'options' is missing", refusal("blockdev-reopen", "{}"));
        assertEquals(
                "Parameter 'x' is unexpected", refusal("blockdev-reopen", "{'options':[],'x':1}"));
    }

    @Test
    void resizeChangesTheLength() throws IOException {
        var file = Files.write(folder.resolve("f"), new byte[4096]);
        run("blockdev-add", "{'driver':'file','node-name':'f','filename':'" + file + "'}");
        run("block_resize", "{'node-name':'f','size':8192}");
        assertEquals(8192, Files.size(file));
        run("block_resize", "{'node-name':'f','size':512}");
        assertEquals(512, Files.size(file));
        assertEquals(
                "Parameter 'size' expects a >0 size",
                refusal("block_resize", "{'node-name':'f','size':-1}"));
        assertEquals(
                "Cannot find device='' nor node-name='x'",
                refusal("block_resize", "{'node-name':'x','size':1}"));
    }

    @Test
    void anImageIsMadeByAJob() throws Exception {
        var states = new CopyOnWriteArrayList<Object>();
        try (var events = platform.events().subscribe(e -> states.add(e.data().get("status")))) {
            run(
                    "blockdev-create",
                    "{'job-id':'j','options':{'driver':'file','filename':'"
                            + folder.resolve("new")
                            + "','size':65536}}");
            assertEquals(JobState.CONCLUDED, platform.jobs().await("j").state());
            assertEquals(
                    "[{\"id\": \"j\", \"type\": \"create\", \"status\": \"concluded\", \"current-progress\": 1,"
                            + " \"total-progress\": 1}]",
                    Json.write(run("query-jobs", "{}")));
            assertEquals(List.of(), run("query-block-jobs", "{}"));
            assertTrue(
                    refusal("job-pause", "{'id':'j'}")
                            .contains("cannot accept command verb 'pause'"));
            run("job-dismiss", "{'id':'j'}");
        }
        assertEquals(65536, Files.size(folder.resolve("new")));
        assertEquals(
                List.of("created", "running", "waiting", "pending", "concluded", "null"), states);
    }

    @Test
    void wrongCreationOptionsFailAtOnce() throws IOException {
        assertTrue(
                refusal("blockdev-create", "{'job-id':'j','options':{'driver':'file','size':1}}")
                        .contains("filename"));
        assertEquals(
                "Driver does not support blockdev-create",
                refusal(
                        "blockdev-create",
                        "{'job-id':'j','options':{'driver':'null-co','size':1}}"));
        assertEquals(
                "Parameter 'options.driver' does not accept value 'zz'",
                refusal("blockdev-create", "{'job-id':'j','options':{'driver':'zz'}}"));
        assertEquals(List.of(), run("query-jobs", "{}"));
    }

    @Test
    void objectsAreInTheTree() throws IOException {
        run("object-add", "{'qom-type':'secret','id':'s0','data':'abc'}");
        assertEquals(
                "[{\"name\": \"type\", \"type\": \"string\"}, {\"name\": \"s0\", \"type\": \"child<secret>\"}]",
                Json.write(run("qom-list", "{'path':'/objects'}")));
        assertEquals("secret", run("qom-get", "{'path':'/objects/s0','property':'type'}"));
        assertTrue(
                Json.write(run("qom-list-properties", "{'typename':'secret'}")).contains("keyid"));
        assertTrue(
                Json.write(run("qom-list-types", "{'implements':'user-creatable'}"))
                        .contains("secret"));
        var none =
                assertThrows(
                        CommandException.class,
                        () -> run("qom-get", "{'path':'/objects/x','property':'type'}"));
        assertEquals("DeviceNotFound", none.errorClass().word());
        run("object-del", "{'id':'s0'}");
        assertEquals("object 's0' not found", refusal("object-del", "{'id':'s0'}"));
    }

    @Test
    void propertiesOfAnObjectAreSeenAndSet() throws IOException {
        run("object-add", "{'qom-type':'iothread','id':'t'}");
        var property = "{'path':'/objects/t','property':'poll-max-ns'";
        assertEquals(32768L, run("qom-get", property + "}"));
        run("qom-set", property + ",'value':1000}");
        assertEquals(1000L, run("qom-get", "{'path':'t','property':'poll-max-ns'}"));
        assertEquals(
                "Invalid parameter type for 'poll-max-ns', expected: integer",
                refusal("qom-set", property + ",'value':'x'}"));
        assertEquals(
                "bad thread-pool-min/thread-pool-max values",
                refusal("qom-set", "{'path':'/objects/t','property':'thread-pool-max','value':0}"));
        assertEquals(
                64L, run("qom-get", "{'path':'/objects/t','property':'thread-pool-max'}"), "stays");
        assertEquals(
                "Property 'iothread.nope' not found",
                refusal("qom-set", "{'path':'/objects/t','property':'nope','value':1}"));
        assertEquals(
                "Property 'iothread.type' is not writable",
                refusal("qom-set", "{'path':'/objects/t','property':'type','value':'x'}"));
        assertEquals(
                "Device '/objects/u' not found",
                refusal("qom-set", "{'path':'/objects/u','property':'nope','value':1}"));
    }

    @Test
    void aSecretIsNotTold() throws IOException {
        run("object-add", "{'qom-type':'secret','id':'s','data':'abc'}");
        assertEquals(
                "Property 'secret.data' is not readable",
                refusal("qom-get", "{'path':'/objects/s','property':'data'}"));
        assertEquals(
                "Property 'secret.data' is not writable",
                refusal("qom-set", "{'path':'/objects/s','property':'data','value':'x'}"));
    }

    @Test
    void anExportHoldsItsNode() throws IOException {
        run(
                "nbd-server-start",
                "{'addr':{'type':'unix','data':{'path':'" + folder.resolve("nbd") + "'}}}");
        run("blockdev-add", "{'driver':'null-co','node-name':'n','size':4096}");
        run("block-export-add", "{'type':'nbd','id':'e','node-name':'n'}");
        assertEquals(
                "[{\"id\": \"e\", \"type\": \"nbd\", \"node-name\": \"n\", \"shutting-down\": false}]",
                Json.write(run("query-block-exports", "{}")));
        refusal("blockdev-del", "{'node-name':'n'}");
        var graph = Json.write(run("x-debug-query-block-graph", "{}"));
        assertTrue(
                graph.contains("{\"id\": 2, \"type\": \"block-backend\", \"name\": \"e\"}"), graph);
        assertTrue(graph.contains("\"parent\": 2, \"child\": 1, \"name\": \"root\""), graph);
        run("block-export-del", "{'id':'e','mode':'hard'}");
        run("nbd-server-stop", "{}");
    }

    @Test
    void aPatientNodeWaitsForItsDriver() throws IOException {
        run("x-blockyard-node-declare", "{'definition':{'driver':'later','node-name':'n'}}");
        assertEquals("waiting", node("n").get("x-blockyard-state"));
    }

    @Test
    void driversAreListedWithTheirBundles() throws IOException {
        var drivers = Json.write(run("x-blockyard-driver-list", "{}"));
        assertTrue(
                drivers.contains(
                        "{\"name\": \"raw\", \"kind\": \"format\", \"version\": \"1.2.3\", \"bundle\":"
                                + " \"org.blockyard.format.raw\", \"preferred\": true"),
                drivers);
    }

    @Test
    void statisticsAreThereForEachNodeIfAskedFor() throws IOException {
        run(
                "blockdev-add",
                "{'driver':'raw','node-name':'r','file':{'driver':'null-co','size':4096}}");
        assertEquals(List.of(), run("query-blockstats", "{}"));
        var all = (List<?>) run("query-blockstats", "{'query-nodes':true}");
        assertEquals(2, all.size());
        var raw =
                all.stream()
                        .map(n -> (Map<?, ?>) n)
                        .filter(n -> n.get("node-name").equals("r"))
                        .findFirst();
        assertTrue(raw.orElseThrow().containsKey("parent"));
    }

    @Test
    void aChainIsToldAsQemuTellsIt() throws Exception {
        var base = folder.resolve("base.qcow2");
        var top = folder.resolve("top.qcow2");
        tool("qemu-img", "create", "-q", "-f", "qcow2", base.toString(), "1M");
        tool(
                "qemu-img",
                "create",
                "-q",
                "-f",
                "qcow2",
                "-b",
                "base.qcow2",
                "-F",
                "qcow2",
                top.toString());
        var definition =
                "{'driver':'qcow2','node-name':'t','read-only':true,'file':{'driver':'file','node-name':'tf',"
                        + "'read-only':true,'filename':'"
                        + top
                        + "'}}";
        run("blockdev-add", definition);
        try (var daemon = new QemuDaemon(folder)) {
            daemon.run("blockdev-add", tree(definition));
            var theirs = (List<?>) daemon.run("query-named-block-nodes", Map.of()).get("return");
            for (var their : theirs) {
                var expected = (Map<?, ?>) their;
                var name = (String) expected.get("node-name");
                if (!name.startsWith("#")) {
                    same(name, expected, node(name));
                }
            }
            assertEquals(4, theirs.size());
        }
        var flat = Json.write(run("query-named-block-nodes", "{'flat':true}"));
        assertFalse(flat.contains("backing-image"), flat);
    }

    /** All that they tell we tell the same; what we tell besides is new since or our own. */
    private static void same(String path, Map<?, ?> theirs, Map<?, ?> ours) {
        var missing = new TreeSet<>(theirs.keySet().stream().map(String::valueOf).toList());
        missing.removeAll(ours.keySet());
        assertTrue(missing.isEmpty(), path + " lacks " + missing);
        theirs.forEach(
                (key, value) -> {
                    var at = path + "." + key;
                    if (value instanceof Map<?, ?> map) {
                        same(at, map, (Map<?, ?>) ours.get(key));
                    } else {
                        assertEquals(value, number(ours.get(key)), at);
                    }
                });
    }

    private static Object number(Object value) {
        return value instanceof Integer i ? (Object) i.longValue() : value;
    }

    @Test
    void anUnknownCommandIsNotFound() {
        var e = assertThrows(BlockException.class, () -> run("nope", "{}"));
        assertEquals(ErrorKind.NOT_FOUND, e.kind());
    }
}
