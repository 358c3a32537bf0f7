package org.blockyard.commands.node;

import java.io.IOException;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.blockyard.driver.ChildRole;
import org.blockyard.driver.ImageDescription;
import org.blockyard.driver.SnapshotInfo;
import org.blockyard.graph.BlockNode;
import org.blockyard.option.OptionSchema;

/** Turns what nodes tell of their images into QMP's form. */
public final class ImageInfos {
    private static final OptionSchema<ImageInfo> SCHEMA = OptionSchema.of(ImageInfo.class);
    private static final Set<ChildRole> HOLDERS =
            Set.of(ChildRole.DATA, ChildRole.METADATA, ChildRole.FILTERED);
    private static final int LONGEST_CHAIN = 1000;

    private ImageInfos() {}

    /**
     * What a node tells; nothing where it can't tell now, so that one bad node does not hide the
     * others.
     */
    static ImageDescription describe(BlockNode node) {
        try {
            return node.describe();
        } catch (IOException e) {
            return ImageDescription.EMPTY;
        }
    }

    /** A node's image; with its backing images nested in it unless {@code flat}. */
    static ImageInfo of(BlockNode node, ImageDescription description, boolean flat) {
        return of(node, description, flat ? 0 : LONGEST_CHAIN);
    }

    private static ImageInfo of(BlockNode node, ImageDescription description, int depth) {
        Optional<Object> below =
                depth == 0
                        ? Optional.empty()
                        : node.child("backing")
                                .map(child -> SCHEMA.write(of(child, describe(child), depth - 1)));
        return new ImageInfo(
                node.fileName(),
                node.driver(),
                description == ImageDescription.EMPTY
                        ? Optional.empty()
                        : Optional.of(description.dirty()),
                boxed(actualSize(node, description)),
                node.length(),
                boxed(description.clusterSize()),
                onlyTrue(description.encrypted()),
                onlyTrue(description.compressed()),
                description.backingFile(),
                description.backingFile().flatMap(name -> BackingNames.full(node.fileName(), name)),
                description.backingFormat(),
                Optional.of(description.snapshots())
                        .filter(list -> !list.isEmpty())
                        .map(list -> list.stream().map(ImageInfos::snapshot).toList()),
                description
                        .specificType()
                        .map(type -> new ImageInfo.ImageInfoSpecific(type, specific(description))),
                below);
    }

    /**
     * What a node does not know of itself its children with its data and metadata know together.
     */
    private static OptionalLong actualSize(BlockNode node, ImageDescription description) {
        if (description.actualSize().isPresent()) {
            return description.actualSize();
        }
        long sum = 0;
        boolean known = false;
        for (var edge : node.children()) {
            if (!Collections.disjoint(edge.roles(), HOLDERS)) {
                var below = actualSize(edge.child(), describe(edge.child()));
                known |= below.isPresent();
                sum += below.orElse(0);
            }
        }
        return known ? OptionalLong.of(sum) : OptionalLong.empty();
    }

    private static Object specific(ImageDescription description) {
        return description.specific();
    }

    /** What is told of an internal snapshot. */
    public static ImageInfo.SnapshotInfo snapshot(SnapshotInfo snapshot) {
        long second = TimeUnit.SECONDS.toNanos(1);
        return new ImageInfo.SnapshotInfo(
                snapshot.id(),
                snapshot.name(),
                snapshot.vmStateSize(),
                snapshot.dateSeconds(),
                snapshot.dateNanos(),
                snapshot.vmClockNanos() / second,
                (int) (snapshot.vmClockNanos() % second),
                boxed(snapshot.icount()));
    }

    private static Optional<Boolean> onlyTrue(boolean value) {
        return value ? Optional.of(true) : Optional.empty();
    }

    private static Optional<Long> boxed(OptionalLong value) {
        return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
    }

    private static Optional<Integer> boxed(OptionalInt value) {
        return value.isPresent() ? Optional.of(value.getAsInt()) : Optional.empty();
    }
}
