package org.blockyard.filter.blkdebug;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.blockyard.filter.blkdebug.DebugOptions.Inject;
import org.blockyard.filter.blkdebug.DebugOptions.SetState;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;

/**
 * A file with rules: sections {@code [inject-error]} and {@code [set-state]}, each with lines
 * {@code name = "value"}; what begins with {@code #} is a comment.
 */
final class RuleFile {
    private static final int MOST = 1 << 20;
    private static final String INJECT = "inject-error";
    private static final String SET = "set-state";

    private final List<Inject> injections = new ArrayList<>();
    private final List<SetState> changes = new ArrayList<>();
    private final Map<String, Object> members = new LinkedHashMap<>();
    private String section = "";

    private RuleFile() {}

    /** Reads a file. */
    static RuleFile read(String name) throws BlockException {
        var rules = new RuleFile();
        int number = 0;
        for (var line : text(name).lines().toList()) {
            number++;
            rules.line(line.strip(), name + ":" + number + ": ");
        }
        rules.endSection();
        return rules;
    }

    List<Inject> injections() {
        return injections;
    }

    List<SetState> changes() {
        return changes;
    }

    private static String text(String name) throws BlockException {
        try (var in = Files.newInputStream(Path.of(name))) {
            var bytes = in.readNBytes(MOST + 1);
            if (bytes.length > MOST) {
                throw wrong("larger than " + MOST + " bytes");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new BlockException(
                    ErrorKind.NOT_FOUND,
                    "Could not read blkdebug config file: No such file or directory",
                    e);
        } catch (BlockException e) {
            throw e;
        } catch (IOException | InvalidPathException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static BlockException wrong(String what) {
        return new BlockException(
                ErrorKind.INVALID_OPTION, "Could not read blkdebug config file: " + what);
    }

    private void line(String line, String where) throws BlockException {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        if (line.startsWith("[") && line.endsWith("]")) {
            endSection();
            section = line.substring(1, line.length() - 1).strip();
            if (!section.equals(INJECT) && !section.equals(SET)) {
                throw wrong(where + "there is no group '" + section + "'");
            }
            return;
        }
        int equals = line.indexOf('=');
        var value = equals < 0 ? "" : line.substring(equals + 1).strip();
        if (section.isEmpty() || value.length() < 2 || !quoted(value)) {
            throw wrong(where + "parse error");
        }
        members.put(line.substring(0, equals).strip(), value.substring(1, value.length() - 1));
    }

    private static boolean quoted(String value) {
        return value.startsWith("\"") && value.endsWith("\"");
    }

    private void endSection() throws BlockException {
        if (section.equals(INJECT)) {
            injections.add(OptionSchema.of(Inject.class).read(members, ReadMode.TEXT));
        } else if (section.equals(SET)) {
            changes.add(OptionSchema.of(SetState.class).read(members, ReadMode.TEXT));
        }
        members.clear();
    }
}
