package org.blockyard.itest.peers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockyard.itest.kit.QmpClient;
import org.blockyard.option.Json;

/** One of two daemons that are given the same commands, its folder and its monitor. */
final class QmpSide implements AutoCloseable {
    private final String name;
    private final Path folder;
    private final QmpClient qmp;
    private final AutoCloseable daemon;

    private QmpSide(String name, Path folder, QmpClient qmp, AutoCloseable daemon) {
        this.name = name;
        this.folder = folder;
        this.qmp = qmp;
        this.daemon = daemon;
    }

    /** Ours, working in a folder. */
    static QmpSide ours(Path folder, Path sockets, String... arguments) throws Exception {
        var daemon = Daemon.startIn(folder, sockets, arguments);
        return new QmpSide("ours", folder, daemon.qmp(), daemon);
    }

    /** The peer's, working in a folder. */
    static QmpSide theirs(Path folder, Path sockets, String... arguments) throws Exception {
        var daemon = PeerDaemon.startIn(folder, sockets, arguments);
        return new QmpSide("theirs", folder, daemon.qmp(), daemon);
    }

    /** The folder that it works in. */
    Path folder() {
        return folder;
    }

    /** Its monitor. */
    QmpClient qmp() {
        return qmp;
    }

    /** Runs a program in its folder. */
    Tool.Result tool(String... command) {
        var all = new ArrayList<>(List.of("sh", "-c", "cd \"$0\" && exec \"$@\"", folder + ""));
        all.addAll(List.of(command));
        return Tool.run(all, Map.of());
    }

    /** Runs the lines of a script; tells the answers to each. */
    List<String> run(List<String> lines, QmpMask mask) throws IOException {
        var told = new ArrayList<String>();
        for (var line : lines) {
            int space = line.indexOf(' ');
            var word = space < 0 ? line : line.substring(0, space);
            var rest = space < 0 ? "" : line.substring(space + 1).strip();
            told.add(
                    answers(word, rest, mask).stream()
                            .map(answer -> mask.text(answer, folder))
                            .collect(Collectors.joining("\n          ")));
        }
        return told;
    }

    private List<Map<String, Object>> answers(String word, String rest, QmpMask mask)
            throws IOException {
        return switch (word) {
            case "await" -> await(rest).stream().filter(mask::shows).toList();
            case "until" -> List.of(await(rest).getLast());
            default -> List.of(qmp.ask(word, tree(rest)));
        };
    }

    private List<Map<String, Object>> await(String wanted) throws IOException {
        int space = wanted.indexOf(' ');
        var event = space < 0 ? wanted : wanted.substring(0, space);
        var data = tree(space < 0 ? "" : wanted.substring(space + 1));
        try {
            return qmp.await(
                    e ->
                            event.equals(e.get("event"))
                                    && (data.isEmpty()
                                            || QmpClient.object(e.get("data"))
                                                    .entrySet()
                                                    .containsAll(data.entrySet())));
        } catch (IOException e) {
            throw new IOException(name + ": no " + wanted, e);
        }
    }

    private static Map<String, Object> tree(String json) throws IOException {
        return json.isEmpty() ? Map.of() : QmpClient.object(Json.parse(json));
    }

    @Override
    public void close() throws Exception {
        try {
            qmp.close();
        } finally {
            daemon.close();
        }
    }
}
