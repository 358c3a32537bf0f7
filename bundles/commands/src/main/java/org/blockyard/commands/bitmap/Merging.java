package org.blockyard.commands.bitmap;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.blockyard.bitmap.DirtyBitmap;
import org.blockyard.bitmap.DirtyBits;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.TransactionStep;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;
import org.blockyard.platform.Platform;

/** Makes dirty in one bitmap what is dirty in others. */
final class Merging implements TransactionStep {
    private final Data data;
    private final Platform platform;
    private Optional<Changed> changed = Optional.empty();

    private record Changed(DirtyBits bits, DirtyBits before) {}

    /** What is to be merged. */
    record Data(
            @Option("name of the node of the target") String node,
            @Option("name of the bitmap that gets the marks") String target,
            @Option("bitmaps whose marks it gets: names, or each with node and name")
                    List<Object> bitmaps) {}

    Merging(Data data, Platform platform) {
        this.data = data;
        this.platform = platform;
    }

    @Override
    public void prepare() throws IOException {
        var target = new BitmapName(data.node(), data.target()).find(platform);
        var sources = sources();
        target.requireModifiable();
        for (var source : sources) {
            source.requireUsable();
            requireSameLength(target, source);
        }
        var bits = target.bits();
        changed = Optional.of(new Changed(bits, bits.copy()));
        sources.forEach(source -> bits.add(source.bits()));
    }

    private List<DirtyBitmap> sources() throws IOException {
        var sources = new ArrayList<DirtyBitmap>();
        for (int i = 0; i < data.bitmaps().size(); i++) {
            sources.add(name(data.bitmaps().get(i), "bitmaps[" + i + "]").find(platform));
        }
        return sources;
    }

    private BitmapName name(Object given, String path) throws IOException {
        if (given instanceof String name) {
            return new BitmapName(data.node(), name);
        }
        if (given instanceof Map<?, ?> tree) {
            return OptionSchema.of(BitmapName.class).read(members(tree), ReadMode.JSON, path);
        }
        throw new BlockException(
                ErrorKind.INVALID_OPTION,
                "Invalid parameter type for '" + path + "', expected: BlockDirtyBitmapOrStr");
    }

    @SuppressWarnings("unchecked") // trees have no other maps
    private static Map<String, Object> members(Map<?, ?> tree) {
        return (Map<String, Object>) tree;
    }

    private static void requireSameLength(DirtyBitmap target, DirtyBitmap source)
            throws BlockException {
        long wanted = target.bits().length();
        long found = source.bits().length();
        if (wanted != found) {
            throw new BlockException(
                    ErrorKind.INVALID_OPTION,
                    "Bitmaps are of different sizes (destination size is "
                            + wanted
                            + ", source size is "
                            + found
                            + ") and can't be merged");
        }
    }

    /** Nothing was written since: the node is at rest. */
    @Override
    public void abort() {
        changed.ifPresent(
                undo -> {
                    undo.bits().clear();
                    undo.bits().add(undo.before());
                });
    }

    @Override
    public void clean() {
        changed = Optional.empty();
    }
}
