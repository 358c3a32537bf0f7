package org.blockyard.driver;

import java.io.IOException;
import org.blockyard.option.OptionSchema;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A device whose image's creation options can be changed afterwards ({@code img amend}, {@code
 * x-blockdev-amend}).
 *
 * @param <A> the record of what can be changed; a component that is empty is left as it is
 */
@ConsumerType
public interface Amending<A extends Record> {
    /** The options that can be changed. */
    OptionSchema<A> amendOptions();

    /**
     * Changes them, with no request in flight; durable when it returns. What can't be changed fails
     * with kind {@code UNSUPPORTED} before anything was done.
     *
     * @param force whether to do what may lose access to the data, such as erasing the last key
     *     slot
     */
    void amend(A options, boolean force, Progress progress) throws IOException;
}
