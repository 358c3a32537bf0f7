package org.blockyard.filter.blkdebug;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.BlockDevice;
import org.blockyard.driver.BlockDriver;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.DriverKind;
import org.blockyard.driver.FileNames;
import org.blockyard.driver.OpenContext;
import org.blockyard.filter.blkdebug.DebugOptions.Perm;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.option.OptionSchema;
import org.blockyard.platform.Provide;

/** Fails chosen requests, so that a test sees what becomes of those above. */
@Provide(services = BlockDriver.class, name = DebugDriver.NAME)
public final class DebugDriver implements BlockDriver<DebugOptions>, FileNames {
    static final String NAME = "blkdebug";

    private static final String PREFIX = NAME + ":";

    /** Made by the platform. */
    public DebugDriver() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public DriverKind kind() {
        return DriverKind.FILTER;
    }

    @Override
    public OptionSchema<DebugOptions> options() {
        return OptionSchema.of(DebugOptions.class);
    }

    @Override
    public BlockDevice open(DebugOptions options, OpenContext context) throws IOException {
        var injections = new ArrayList<>(options.injectError().orElse(List.of()));
        var changes = new ArrayList<>(options.setState().orElse(List.of()));
        if (options.config().isPresent() && !options.config().get().isEmpty()) {
            var file = RuleFile.read(options.config().get());
            injections.addAll(file.injections());
            changes.addAll(file.changes());
        }
        var image =
                context.child(
                        "image", options.image(), Set.of(ChildRole.FILTERED, ChildRole.PRIMARY));
        return new DebugDevice(
                image,
                new Rules(injections, changes),
                DebugLimits.of(options, image.limits()),
                Perm.of(options.takeChildPerms()),
                Perm.of(options.unshareChildPerms()));
    }

    @Override
    public List<String> prefixes() {
        return List.of(NAME);
    }

    /** {@code blkdebug:CONFIG:IMAGE}, where the file with rules may be left out. */
    @Override
    public Map<String, Object> parse(String fileName) throws BlockException {
        int colon = fileName.indexOf(':', PREFIX.length());
        if (!fileName.startsWith(PREFIX) || colon < 0) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION, "blkdebug requires both config file and image path");
        }
        var tree = new LinkedHashMap<String, Object>();
        if (colon > PREFIX.length()) {
            tree.put("config", fileName.substring(PREFIX.length(), colon));
        }
        tree.put("image", Map.of("filename", fileName.substring(colon + 1)));
        return tree;
    }

    @Override
    public Optional<String> format(Map<String, Object> options) {
        return Optional.empty();
    }
}
