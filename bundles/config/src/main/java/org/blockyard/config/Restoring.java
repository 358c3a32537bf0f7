package org.blockyard.config;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.blockyard.graph.NodeState;
import org.blockyard.graph.Patience;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** Brings back what files define. What can't be brought back is told of, and the rest goes on. */
final class Restoring {
    private static final String ORIGIN = "configuration";

    private final Platform platform;
    private final ConfigFolder folder;
    private final List<Entry> restored = new ArrayList<>();
    private final List<Entry> present = new ArrayList<>();
    private final Map<Entry, String> failed = new LinkedHashMap<>();

    Restoring(Platform platform, ConfigFolder folder) {
        this.platform = platform;
        this.folder = folder;
    }

    /** Brings all back, what others need first. */
    void run() throws IOException {
        var entries = folder.entries();
        restoreObjects(entries.stream().filter(entry -> entry.kind() == Kind.OBJECTS).toList());
        // nodes wait for each other by themselves
        entries.stream().filter(entry -> entry.kind() != Kind.OBJECTS).forEach(this::restore);
        failed.keySet().removeAll(restored);
        restored.stream().filter(entry -> entry.kind() == Kind.NODES).forEach(this::lookAtNode);
    }

    /** What was brought back. */
    List<Entry> restored() {
        return restored;
    }

    /** What was there already, such as by the command line. */
    List<Entry> present() {
        return present;
    }

    /** What could not be brought back, and why. */
    Map<Entry, String> failed() {
        return failed;
    }

    /**
     * Objects may need each other, such as a secret the one that it is encrypted with: those that
     * fail are tried again for as long as others succeed.
     */
    private void restoreObjects(List<Entry> entries) {
        var left = entries;
        int before;
        do {
            before = left.size();
            left = left.stream().filter(entry -> !restore(entry)).toList();
        } while (!left.isEmpty() && left.size() < before);
    }

    private boolean restore(Entry entry) {
        try {
            if (isThere(entry)) {
                present.add(entry);
            } else {
                restore(entry, folder.read(entry));
                restored.add(entry);
            }
            return true;
        } catch (IOException e) {
            failed.put(entry, BlockException.of(e).sentence());
            return false;
        }
    }

    private boolean isThere(Entry entry) throws IOException {
        return switch (entry.kind()) {
            case OBJECTS -> platform.objects().list().containsKey(entry.name());
            case NODES -> platform.graph().find(entry.name()).isPresent();
            case EXPORTS -> platform.exports().find(entry.name()).isPresent();
            case SERVERS -> PresentState.of(platform, new StartedJobs()).containsKey(entry);
            case JOBS -> platform.jobs().list().stream().anyMatch(j -> j.id().equals(entry.name()));
        };
    }

    private void restore(Entry entry, Map<String, Object> tree) throws IOException {
        switch (entry.kind()) {
            case OBJECTS -> platform.objects().add(named(entry, "id", tree), ReadMode.JSON);
            case NODES -> declare(named(entry, "node-name", tree));
            case EXPORTS ->
                    platform.commands().run("block-export-add", named(entry, "id", tree), ORIGIN);
            case SERVERS, JOBS -> run(tree);
        }
    }

    /** A file says what its name says. */
    private static Map<String, Object> named(Entry entry, String member, Map<String, Object> tree)
            throws BlockException {
        if (!Objects.equals(tree.get(member), entry.name())) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT,
                    "its '" + member + "' is not '" + entry.name() + "' as its name says");
        }
        return tree;
    }

    /** A node may wait for its driver or children; one that can't be opened is not kept. */
    private void declare(Map<String, Object> tree) throws IOException {
        var node = platform.graph().declare(tree, Patience.PATIENT);
        if (node.state() == NodeState.FAILED) {
            var reason = node.stateReason().orElse("it can't be opened");
            platform.graph().remove(node.name());
            throw new BlockException(ErrorKind.IO, reason);
        }
    }

    private void run(Map<String, Object> tree) throws IOException {
        var command =
                Definition.command(tree)
                        .orElseThrow(
                                () ->
                                        new BlockException(
                                                ErrorKind.INVALID_FORMAT,
                                                "it has no command to execute"));
        platform.commands().run(command, Definition.arguments(tree), ORIGIN);
    }

    private void lookAtNode(Entry entry) {
        platform.graph()
                .find(entry.name())
                .filter(node -> node.state() == NodeState.WAITING)
                .ifPresent(
                        node ->
                                failed.put(
                                        entry,
                                        "it waits: " + node.stateReason().orElse("it is closed")));
    }
}
