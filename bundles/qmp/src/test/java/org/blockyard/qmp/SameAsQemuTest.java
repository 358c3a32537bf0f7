package org.blockyard.qmp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Says the same to QEMU's daemon and to ours, and compares what they answer. */
@Timeout(300)
class SameAsQemuTest {
    private static final Pattern VERSION =
            Pattern.compile("\\{\"qemu\": \\{[^}]*\\}, \"package\": \"[^\"]*\"\\}");

    @TempDir Path folder;
    private ProcessHandle theirs;
    private final QmpMonitors ours = new QmpMonitors();

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Peers.require("qemu-storage-daemon");
        theirs = Peers.storageDaemon(folder.resolve("theirs"));
        var platform = new FakePlatform();
        platform.commands(ours.commands());
        ours.addChardev("socket,id=m,path=" + folder.resolve("ours") + ",server=on,wait=off");
        ours.addMonitor("m", platform.platform());
    }

    @AfterEach
    void stop() {
        ours.close();
        if (theirs != null) {
            theirs.destroyForcibly();
            theirs.onExit().join();
        }
    }

    @Test
    void repliesBeforeNegotiation() throws IOException {
        compare(
                false,
                List.of(
                        "{\"execute\":\"query-version\"}",
                        "{\"execute\":\"nope\",\"id\":3}",
                        "[]",
                        "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"nope\":1}}",
                        "{\"execute\":\"qmp_capabilities\",\"arguments\":{\"enable\":[\"oob\"]},\"id\":[1,{\"a\":null}]}",
                        "{\"execute\":\"qmp_capabilities\"}",
                        "{\"exec-oob\":\"query-version\",\"id\":1}",
                        "{\"exec-oob\":\"nope\",\"id\":1}",
                        "{\"exec-oob\":\"query-version\",\"execute\":\"quit\"}",
                        "{\"execute\":\"query-version\",\"exec-oob\":\"quit\"}",
                        "{\"exec-oob\":5}"));
    }

    @Test
    void envelopes() throws IOException {
        compare(
                true,
                List.of(
                        "{'execute':'query-version','id':'x'}",
                        "{\"execute\":\"query-version\",\"arguments\":{\"foo\":1}}",
                        "{\"execute\":\"nope\"}",
                        "{}",
                        "{\"execute\":\"\"}",
                        "{\"execute\":5}",
                        "{\"execute\":\"query-version\",\"arguments\":5,\"id\":{}}",
                        "{\"execute\":\"query-version\",\"arguments\":null}",
                        "{\"execute\":\"query-version\",\"foo\":5,\"id\":9}",
                        "{\"exec-oob\":\"query-version\"}",
                        "{\"id\":7}",
                        "{\"execute\":\"query-version\"}{\"execute\":\"query-version\",\"id\":1}",
                        "{\"execute\":\"query-version\",\"exec-oob\":\"quit\"}"));
    }

    @Test
    void ids() throws IOException {
        compare(
                true,
                List.of(
                        id("1"),
                        id("-1"),
                        id("1.5"),
                        id("-0"),
                        id("0.0"),
                        id("9223372036854775807"),
                        id("-9223372036854775808"),
                        id("9223372036854775808"),
                        id("18446744073709551615"),
                        id("null"),
                        id("true"),
                        id("\"a\""),
                        id("[1,[2,{\"b\":[]}]]"),
                        id("{\"a\":{}}"),
                        id("\"\\u00e9\\u001f\\ud83d\\ude00<>\\/\u007f\""),
                        id("\"\u00c3\u00a9\""),
                        id("''")));
    }

    @Test
    void garbage() throws IOException {
        compare(
                true,
                List.of(
                        "5",
                        "\"abc\"",
                        "[]",
                        "null",
                        "true ",
                        "nul",
                        "\n",
                        "@\n",
                        "{\"execute\":]}\n",
                        "{ \"a\" 5 }",
                        "{\"a\":01}",
                        "{\"a\":-}",
                        "\u00ff{\"execute\":\"query-version\"}",
                        "{\"execute\":\"que\n",
                        "\"}",
                        "{\"execute\":\"\u00ff\"}",
                        "{\"a\":1,}",
                        "{,}",
                        "{\"a\"",
                        "}",
                        ":",
                        "%d",
                        "{\"a\":%s}",
                        "[\"a\",]",
                        "[1 2]",
                        "{\"a\":1 \"b\":2}",
                        "{1:2}",
                        "{null:1}",
                        "{nul}",
                        "[}",
                        "{]",
                        "[1,{]",
                        "nulL",
                        "}{",
                        "[,]",
                        "[:]",
                        "{:}",
                        "{\"a\",}",
                        "{\"a\":{\"a\":}}",
                        "{\"execute\":\"query-version\",\"execute\":\"quit\"}",
                        "'a",
                        "/",
                        "\u0000",
                        "\u0001",
                        "\u00c3\u00a9",
                        "-a",
                        "--1",
                        "1.x",
                        "1e",
                        "1e+x",
                        "0x",
                        "00",
                        "0.5.",
                        "1a",
                        "a1",
                        "A",
                        "truex "));
    }

    @Test
    void strings() throws IOException {
        compare(
                true,
                List.of(
                        "\"a\\q\"",
                        "\"\\u12\"",
                        "\"\\uD800\"",
                        "\"\\ude00\"",
                        "\"\\ufffe\"",
                        "\"\\ufdd0\"",
                        "\"\u00f4\u0090\u0080\u0080\"",
                        "\"\u00ed\u00a0\u0080\"",
                        "\"\u00c3\"",
                        "\"\\\n\"",
                        "\"a\\u00zz\"",
                        "\"a\\",
                        "\"\u007f\u001f\"",
                        "\"a\tb\"",
                        "\"\\ud83dx\"",
                        "\"\\ud83d\\u0041\"",
                        "{\"execute\":\"q\\ud83d\\ude00x\"}",
                        "{\"execute\":\"qu\\u0000\"}"));
    }

    @Test
    void recoveryAfterGarbage() throws IOException {
        var cases = new java.util.ArrayList<String>();
        for (char c = 0; c < 256; c++) {
            cases.add("@" + c + "nul ");
        }
        compare(true, cases);
    }

    @Test
    void bounds() throws IOException {
        compare(
                true,
                List.of(
                        "[".repeat(1024),
                        "[".repeat(1025),
                        "{\"a\":".repeat(1025),
                        "[".repeat(3000)));
    }

    @Test
    void characterDevices() throws IOException {
        compare(
                true,
                List.of(
                        chardev("add", "n", "null", ""),
                        chardev("add", "n", "null", ""),
                        chardev("add", "r", "ringbuf", "'size':16"),
                        chardev("add", "r3", "ringbuf", "'size':100"),
                        chardev(
                                "add",
                                "q",
                                "socket",
                                "'addr':{'type':'unix','data':{'path':'/nope/x'}},'server':false"),
                        "{'execute':'ringbuf-write','arguments':{'device':'r','data':'0123456789abcdefXYZ'}}",
                        "{'execute':'ringbuf-read','arguments':{'device':'r','size':4}}",
                        "{'execute':'ringbuf-read','arguments':{'device':'r','size':100,'format':'base64'}}",
                        "{'execute':'ringbuf-read','arguments':{'device':'r','size':100}}",
                        "{'execute':'ringbuf-read','arguments':{'device':'r','size':0}}",
                        "{'execute':'ringbuf-read','arguments':{'device':'n','size':1}}",
                        "{'execute':'ringbuf-read','arguments':{'device':'zz','size':1}}",
                        "{'execute':'ringbuf-write','arguments':{'device':'r','data':'h*','format':'base64'}}",
                        chardev("change", "m", "null", ""),
                        chardev("change", "n", "null", ""),
                        chardev("change", "zz", "null", ""),
                        "{'execute':'chardev-remove','arguments':{'id':'m'}}",
                        "{'execute':'chardev-remove','arguments':{'id':'n'}}",
                        "{'execute':'chardev-remove','arguments':{'id':'n'}}",
                        "{'execute':'chardev-send-break','arguments':{'id':'r'}}",
                        "{'execute':'chardev-send-break','arguments':{'id':'zz'}}"));
    }

    private static String chardev(String verb, String id, String kind, String data) {
        return "{'execute':'chardev-"
                + verb
                + "','arguments':{'id':'"
                + id
                + "','backend':{'type':'"
                + kind
                + "','data':{"
                + data
                + "}}}}";
    }

    private static String id(String json) {
        return "{\"execute\":\"nope\",\"id\":" + json + "}";
    }

    private void compare(boolean negotiate, List<String> cases) throws IOException {
        try (var their = new Client(folder.resolve("theirs"));
                var our = new Client(folder.resolve("ours"))) {
            assertEquals(normal(their.line()), normal(our.line()));
            if (negotiate) {
                var command = "{\"execute\":\"qmp_capabilities\"}";
                assertEquals(their.ask(command), our.ask(command));
            }
            for (int i = 0; i < cases.size(); i++) {
                var said = cases.get(i);
                assertEquals(answers(their, said, i), answers(our, said, i), "said: " + said);
            }
        }
    }

    /** What comes up to the answer to a command sent behind; 0xFF cuts off what is not complete. */
    private static List<String> answers(Client client, String said, int number) throws IOException {
        client.send(said + "\u00ff{\"execute\":\"query-version\",\"id\":\"sync" + number + "\"}");
        return client.linesUntil("sync" + number).stream().map(SameAsQemuTest::normal).toList();
    }

    private static String normal(String line) {
        return VERSION.matcher(
                        new String(
                                line.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8))
                .replaceAll("VERSION");
    }
}
