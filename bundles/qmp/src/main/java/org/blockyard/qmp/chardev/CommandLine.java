package org.blockyard.qmp.chardev;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;

/**
 * The text of {@code --chardev}: {@code KIND,id=ID,key=value,...}. A doubled comma stands for one;
 * a key alone is {@code key=on}, and {@code nokey} is {@code key=off}.
 *
 * @param kind the kind of device
 * @param id its id
 * @param settings its settings
 */
record CommandLine(String kind, String id, Backend.Settings settings) {
    /** The kinds in the order in which help lists them. */
    static final List<String> KINDS =
            List.of("file", "memory", "null", "pipe", "ringbuf", "socket", "stdio");

    private static final List<String> NOT_OFFERED =
            List.of("pty", "udp", "mux", "hub", "serial", "parallel");
    private static final List<String> UNIX_KEYS = List.of("path", "abstract", "tight");
    private static final List<String> INET_KEYS = List.of("host", "port", "to", "ipv4", "ipv6");

    /** What the text means. */
    static CommandLine parse(String text) throws BlockException {
        var keys = keys(elements(text));
        var kind = take(keys, "backend");
        if (kind.isEmpty()) {
            throw invalid("chardev: no backend specified");
        }
        var id = take(keys, "id");
        if (id.isEmpty()) {
            throw invalid("chardev: no id specified");
        }
        if (take(keys, "mux").equals("on") || NOT_OFFERED.contains(kind)) {
            var what = NOT_OFFERED.contains(kind) ? kind : "mux";
            throw new BlockException(
                    ErrorKind.UNSUPPORTED,
                    "Character devices of kind '" + what + "' are not supported");
        }
        return new CommandLine(kind, id, settings(kind, keys));
    }

    private static Backend.Settings settings(String kind, Map<String, Object> keys)
            throws BlockException {
        return switch (kind) {
            case "file" -> {
                rename(keys, "path", "out");
                rename(keys, "input-path", "in");
                yield OptionSchema.of(FileSettings.class).read(keys, ReadMode.TEXT);
            }
            case "pipe" -> {
                rename(keys, "path", "device");
                yield OptionSchema.of(PipeSettings.class).read(keys, ReadMode.TEXT);
            }
            case "socket" ->
                    OptionSchema.of(SocketSettings.class).read(socket(keys), ReadMode.TEXT);
            case "null" -> OptionSchema.of(NullSettings.class).read(keys, ReadMode.TEXT);
            case "stdio" -> OptionSchema.of(StdioSettings.class).read(keys, ReadMode.TEXT);
            case "ringbuf", "memory" ->
                    OptionSchema.of(RingbufSettings.class).read(keys, ReadMode.TEXT);
            default -> throw invalid("'" + kind + "' is not a valid char driver name");
        };
    }

    /**
     * The command line's socket is a client by default, and a server waits by default; in QMP it is
     * the other way round.
     */
    private static Map<String, Object> socket(Map<String, Object> keys) throws BlockException {
        boolean server =
                List.of("on", "yes", "true", "y").contains(keys.getOrDefault("server", "off"));
        keys.putIfAbsent("server", "off");
        if (server) {
            keys.putIfAbsent("wait", "on");
        }
        // the old name of nodelay, the wrong way round
        var delay = take(keys, "delay");
        if (!delay.isEmpty()) {
            keys.putIfAbsent("nodelay", delay.equals("off") ? "on" : "off");
        }
        keys.put("addr", address(keys));
        return keys;
    }

    private static Map<String, Object> address(Map<String, Object> keys) throws BlockException {
        if (keys.containsKey("path") && keys.containsKey("host")) {
            throw invalid("none or one of 'path', 'fd' or 'host' option required.");
        }
        if (keys.containsKey("path")) {
            return legacy("unix", move(keys, UNIX_KEYS));
        }
        if (keys.containsKey("host") || keys.containsKey("port")) {
            keys.putIfAbsent("host", "");
            if (!keys.containsKey("port")) {
                throw invalid("chardev: socket: no port given");
            }
            return legacy("inet", move(keys, INET_KEYS));
        }
        if (keys.containsKey("fd")) {
            rename(keys, "fd", "str");
            return legacy("fd", move(keys, List.of("str")));
        }
        throw invalid("chardev: socket: one of 'path', 'fd' and 'host' is needed");
    }

    private static Map<String, Object> legacy(String type, Map<String, Object> data) {
        return new LinkedHashMap<>(Map.of("type", type, "data", data));
    }

    private static Map<String, Object> move(Map<String, Object> keys, List<String> names) {
        var moved = new LinkedHashMap<String, Object>();
        for (var name : names) {
            var value = keys.remove(name);
            if (value != null) {
                moved.put(name, value);
            }
        }
        return moved;
    }

    private static void rename(Map<String, Object> keys, String from, String to) {
        var value = keys.remove(from);
        if (value != null) {
            keys.put(to, value);
        }
    }

    private static String take(Map<String, Object> keys, String name) {
        var value = keys.remove(name);
        return value == null ? "" : value.toString();
    }

    private static Map<String, Object> keys(List<String> elements) {
        var keys = new LinkedHashMap<String, Object>();
        for (var element : elements) {
            int equals = element.indexOf('=');
            if (equals >= 0) {
                keys.put(element.substring(0, equals), element.substring(equals + 1));
            } else if (keys.isEmpty()) {
                keys.put("backend", element);
            } else if (element.startsWith("no") && !element.equals("nodelay")) {
                keys.put(element.substring(2), "off");
            } else {
                keys.put(element, "on");
            }
        }
        return keys;
    }

    private static List<String> elements(String text) {
        var elements = new ArrayList<String>();
        var element = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == ',' && text.startsWith(",,", i)) {
                element.append(c);
                i++;
            } else if (c == ',') {
                elements.add(element.toString());
                element.setLength(0);
            } else {
                element.append(c);
            }
        }
        if (!element.isEmpty()) {
            elements.add(element.toString());
        }
        return elements;
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
