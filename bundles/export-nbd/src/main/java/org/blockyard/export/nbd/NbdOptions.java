package org.blockyard.export.nbd;

import java.util.List;
import java.util.Optional;
import org.blockyard.option.Option;

/**
 * The options of an NBD export.
 *
 * @param name the export name
 * @param description a description for people
 * @param bitmaps dirty bitmaps to offer as metadata contexts
 * @param allocationDepth whether {@code qemu:allocation-depth} is offered
 */
public record NbdOptions(
        @Option(value = "export name; the node's name if left out", max = 4096)
                Optional<String> name,
        @Option(value = "description of the export, shown to people", max = 4096)
                Optional<String> description,
        @Option("dirty bitmaps offered as metadata contexts qemu:dirty-bitmap:NAME")
                Optional<List<Object>> bitmaps,
        @Option(value = "offer the metadata context qemu:allocation-depth", byDefault = "off")
                boolean allocationDepth) {}
