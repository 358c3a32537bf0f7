package org.blockyard.graph;

import java.util.Map;
import java.util.Optional;

/**
 * A disk to open by file name, as the tools do.
 *
 * @param fileName path, {@code json:{...}} or a name with a protocol's prefix; may be missing if
 *     the options say it all
 * @param options options as a tree; {@code driver} names the format, without it the format is
 *     probed
 * @param metadataOnly whether only {@code info} or {@code check} will be asked, so that backing and
 *     data files stay closed
 * @param noBacking whether the backing file is left out
 */
public record OpenRequest(
        Optional<String> fileName,
        Map<String, Object> options,
        boolean metadataOnly,
        boolean noBacking) {}
