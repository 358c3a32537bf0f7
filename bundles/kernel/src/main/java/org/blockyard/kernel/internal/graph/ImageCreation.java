package org.blockyard.kernel.internal.graph;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.Creating;
import org.blockyard.driver.Progress;
import org.blockyard.graph.DriverInfo;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.kernel.internal.node.Node;
import org.blockyard.option.OptionField;
import org.blockyard.option.OptionType;
import org.blockyard.option.ReadMode;

/**
 * Makes new images: by definition as {@code blockdev-create} does, or by name with the protocol's
 * file first.
 */
final class ImageCreation {
    private static final String FILE = "file";
    private static final String FILE_NAME = "filename";
    private static final String SIZE = "size";

    private final Graph graph;
    private final NameResolver names;

    ImageCreation(Graph graph) {
        this.graph = graph;
        this.names = new NameResolver(graph.parts.drivers());
    }

    /** Makes an image from creation options with {@code driver} among them. */
    void create(Map<String, Object> options, Progress progress) throws IOException {
        Map<String, Object> tree = Definitions.nested(options);
        if (!(tree.remove("driver") instanceof String driver)) {
            throw new BlockException(ErrorKind.INVALID_OPTION, "Parameter 'driver' is missing");
        }
        run(
                creating(driver, "Driver does not support blockdev-create"),
                tree,
                Definitions.mode(options),
                CreationContext.Siblings.NONE,
                progress);
    }

    /** Makes an image by name. */
    void create(
            String fileName, String format, Map<String, Object> legacyOptions, Progress progress)
            throws IOException {
        var protocol = names.protocol(fileName);
        var holder =
                creating(
                        String.valueOf(protocol.get("driver")),
                        "Protocol driver of '" + fileName + "' does not support image creation");
        var maker = driver(format).driver();
        var ofFormat = maker instanceof Creating<?> c ? names(c) : Set.<String>of();
        if (!ofFormat.contains(FILE)) {
            if (!(maker instanceof Creating<?>)
                    && !new ProbeSelection(graph.parts.drivers()).plain(format)) {
                throw unsupported(format);
            }
            // a format without structure of its own is what its protocol makes
            run(
                    holder,
                    withName(holder, legacyOptions, protocol, fileName),
                    ReadMode.LEGACY,
                    CreationContext.Siblings.NONE,
                    progress);
            return;
        }
        Map<String, Object> plain = new LinkedHashMap<>();
        plain.put(SIZE, "0");
        for (var name : names(holder)) {
            // options that only the protocol knows are the protocol's
            if (!ofFormat.contains(name) && legacyOptions.containsKey(name)) {
                plain.put(name, legacyOptions.get(name));
            }
        }
        var made = new ArrayDeque<Made>();
        var options = withName(holder, plain, protocol, fileName);
        makeFile(holder, options);
        made.push(new Made(holder, options));
        try {
            fill(
                    (Creating<?>) maker,
                    fileName,
                    protocol,
                    legacyOptions,
                    plain.keySet(),
                    made,
                    progress);
        } catch (IOException e) {
            made.forEach(one -> one.remove(e));
            throw e;
        }
    }

    /** What a protocol has made for an image; of no use if the image can't be made. */
    private record Made(Creating<?> holder, Map<String, Object> options) {
        void remove(IOException cause) {
            try {
                remove(holder);
            } catch (IOException e) {
                cause.addSuppressed(e);
            }
        }

        private <C extends Record> void remove(Creating<C> maker) throws IOException {
            maker.remove(maker.createOptions().read(options, ReadMode.LEGACY));
        }
    }

    private void fill(
            Creating<?> maker,
            String fileName,
            Map<String, Object> protocol,
            Map<String, Object> legacyOptions,
            Set<String> taken,
            Deque<Made> made,
            Progress progress)
            throws IOException {
        var file = open(protocol);
        var others = new ArrayList<Node>();
        try {
            Map<String, Object> tree = new LinkedHashMap<>(legacyOptions);
            tree.keySet().removeIf(name -> taken.contains(name) && !name.equals(SIZE));
            tree.put(FILE, file.name());
            for (var field : maker.createOptions().fields()) {
                if (field.type() instanceof OptionType.Child
                        && !field.name().equals(FILE)
                        && tree.get(field.legacyName()) instanceof String name) {
                    others.add(fresh(name, made));
                    tree.put(field.legacyName(), others.getLast().name());
                }
            }
            CreationContext.Siblings siblings =
                    name -> {
                        others.add(fresh(NameResolver.combinePath(fileName, name), made));
                        return Optional.of(others.getLast());
                    };
            run(maker, tree, ReadMode.LEGACY, siblings, progress);
        } finally {
            others.forEach(this::close);
            close(file);
        }
    }

    /** An empty file beside the image's own, such as one that is to hold the data. */
    private Node fresh(String fileName, Deque<Made> made) throws IOException {
        var protocol = names.protocol(fileName);
        var holder =
                creating(
                        String.valueOf(protocol.get("driver")),
                        "Protocol driver of '" + fileName + "' does not support image creation");
        var options = withName(holder, Map.of(SIZE, "0"), protocol, fileName);
        makeFile(holder, options);
        made.push(new Made(holder, options));
        return open(protocol);
    }

    private static Map<String, Object> withName(
            Creating<?> holder,
            Map<String, Object> options,
            Map<String, Object> protocol,
            String fileName) {
        Map<String, Object> tree = new LinkedHashMap<>(options);
        if (names(holder).contains(FILE_NAME)) {
            tree.put(FILE_NAME, protocol.getOrDefault(FILE_NAME, fileName));
        }
        return tree;
    }

    private void makeFile(Creating<?> holder, Map<String, Object> options) throws IOException {
        run(holder, options, ReadMode.LEGACY, CreationContext.Siblings.NONE, Progress.NONE);
    }

    private <C extends Record> void run(
            Creating<C> maker,
            Map<String, Object> tree,
            ReadMode mode,
            CreationContext.Siblings siblings,
            Progress progress)
            throws IOException {
        var options = maker.createOptions().read(tree, mode);
        try (var context = new CreationContext(graph, mode, siblings, progress)) {
            maker.create(options, context);
        }
    }

    private Node open(Map<String, Object> protocol) throws IOException {
        graph.changes.lock();
        try {
            return new OpenSession(graph, ReadMode.TEXT, false, false).open(protocol);
        } finally {
            graph.changes.unlock();
        }
    }

    private void close(Node file) {
        graph.changes.lock();
        try {
            if (file.holds().isEmpty()) {
                new NodeLife(graph).discard(file);
            }
        } finally {
            graph.changes.unlock();
        }
    }

    private Creating<?> creating(String name, String refusal) throws BlockException {
        BlockDriver<?> driver = driver(name).driver();
        if (driver instanceof Creating<?> maker) {
            return maker;
        }
        throw new BlockException(ErrorKind.UNSUPPORTED, refusal);
    }

    private DriverInfo driver(String name) throws BlockException {
        return graph.parts
                .drivers()
                .preferred(name)
                .orElseThrow(
                        () ->
                                new BlockException(
                                        ErrorKind.NOT_FOUND, "Unknown file format '" + name + "'"));
    }

    private static BlockException unsupported(String format) {
        return new BlockException(
                ErrorKind.UNSUPPORTED,
                "Format driver '" + format + "' does not support image creation");
    }

    private static Set<String> names(Creating<?> maker) {
        List<OptionField> fields = maker.createOptions().fields();
        return fields.stream()
                .flatMap(field -> Stream.of(field.name(), field.legacyName()))
                .collect(Collectors.toUnmodifiableSet());
    }
}
