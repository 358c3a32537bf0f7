package org.blockyard.job.mirror;

import java.util.Map;
import org.blockyard.io.BlockException;
import org.blockyard.option.Option;
import org.blockyard.option.OptionSchema;
import org.blockyard.option.ReadMode;

/**
 * What of a mirror can be changed while it works.
 *
 * @param copyMode when guests' writes are copied
 */
record MirrorChange(@Option("when guests' writes are copied") CopyMode copyMode) {
    /** Reads it from a JSON tree. */
    static MirrorChange read(Map<String, Object> tree) throws BlockException {
        return OptionSchema.of(MirrorChange.class).read(tree, ReadMode.JSON);
    }
}
