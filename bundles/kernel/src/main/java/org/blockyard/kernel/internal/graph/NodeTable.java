package org.blockyard.kernel.internal.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Node;

/** The nodes by name, oldest first. Thread-safe. */
final class NodeTable {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final int LONGEST_NAME = 31;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private long counter;

    /** Checks a name that a user gives. */
    static String checked(String name) throws BlockException {
        if (!NAME.matcher(name).matches() || name.length() > LONGEST_NAME) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Invalid node-name: '" + name + "'");
        }
        return name;
    }

    /** A name that nobody has and no user may give. */
    String makeUp() {
        lock.lock();
        try {
            // without a Formatter, which would load the locale's data at every start of a tool
            int random = ThreadLocalRandom.current().nextInt(100);
            return "#block" + counter++ + (random < 10 ? "0" : "") + random;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a node in, unless its name is taken. */
    void add(Node node) throws BlockException {
        lock.lock();
        try {
            if (nodes.putIfAbsent(node.name(), node) != null) {
                throw new BlockException(
                        ErrorKind.EXISTS, "Duplicate nodes with node-name='" + node.name() + "'");
            }
        } finally {
            lock.unlock();
        }
    }

    /** Lets a node go. */
    void remove(Node node) {
        lock.lock();
        try {
            nodes.remove(node.name(), node);
        } finally {
            lock.unlock();
        }
    }

    /** The node of that name. */
    Optional<Node> find(String name) {
        lock.lock();
        try {
            return Optional.ofNullable(nodes.get(name));
        } finally {
            lock.unlock();
        }
    }

    /** The node of that name, or an error. */
    Node require(String name) throws BlockException {
        return find(name)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND,
                                        "Failed to find node with node-name='" + name + "'"));
    }

    /** All nodes. */
    List<Node> all() {
        lock.lock();
        try {
            return new ArrayList<>(nodes.values());
        } finally {
            lock.unlock();
        }
    }
}
