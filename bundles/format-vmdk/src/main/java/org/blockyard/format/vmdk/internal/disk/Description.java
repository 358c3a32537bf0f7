package org.blockyard.format.vmdk.internal.disk;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.blockyard.driver.Child;
import org.blockyard.driver.ImageDescription;
import org.blockyard.format.vmdk.internal.extent.Part;
import org.blockyard.format.vmdk.internal.layout.Descriptor;

/**
 * What an image tells about itself.
 *
 * @param files all files of the image
 */
record Description(Descriptor descriptor, List<Part> parts, List<Child> files) {
    /** The format's name, which is also that of what is told of it alone. */
    private static final String FORMAT = "vmdk";

    ImageDescription image() throws IOException {
        var parent = descriptor.parentName();
        return new ImageDescription(
                clusterSize(),
                false,
                false,
                false,
                parent,
                parent.map(name -> FORMAT),
                actualSize(),
                List.of(),
                Optional.of(FORMAT),
                specific(),
                Optional.empty());
    }

    /** The grains' size if all extents are alike. */
    private OptionalInt clusterSize() {
        if (parts.isEmpty()) {
            return OptionalInt.empty();
        }
        var first = parts.getFirst();
        boolean alike =
                parts.stream()
                        .allMatch(
                                part ->
                                        part.grains().equals(first.grains())
                                                && part.compressed() == first.compressed());
        return alike ? first.grains() : OptionalInt.empty();
    }

    private OptionalLong actualSize() throws IOException {
        long sum = 0;
        for (var file : files) {
            var size = file.description().map(ImageDescription::actualSize);
            if (size.isEmpty() || size.get().isEmpty()) {
                return OptionalLong.empty();
            }
            sum += size.get().getAsLong();
        }
        return OptionalLong.of(sum);
    }

    private Map<String, Object> specific() throws IOException {
        var members = new LinkedHashMap<String, Object>();
        members.put("cid", descriptor.id());
        members.put("parent-cid", descriptor.parentId());
        members.put("create-type", descriptor.createType());
        members.put("extents", parts.stream().map(Description::extent).toList());
        return members;
    }

    private static Map<String, Object> extent(Part part) {
        var members = new LinkedHashMap<String, Object>();
        if (part.compressed()) {
            members.put("compressed", true);
        }
        members.put("virtual-size", part.disk().length());
        members.put("filename", part.fileName());
        part.grains().ifPresent(size -> members.put("cluster-size", (long) size));
        members.put("format", part.type());
        return members;
    }
}
