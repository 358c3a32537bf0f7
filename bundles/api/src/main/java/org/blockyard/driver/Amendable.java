package org.blockyard.driver;

import org.blockyard.option.OptionSchema;
import org.osgi.annotation.versioning.ConsumerType;

/** A driver whose devices are {@link Amending} and that can tell how without an image. */
@ConsumerType
public interface Amendable {
    /** The options that can be changed, the same as of {@link Amending#amendOptions}. */
    OptionSchema<?> amendOptions();
}
