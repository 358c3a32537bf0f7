package org.blockyard.object;

import org.osgi.annotation.versioning.ConsumerType;

/** An object that holds a secret. */
@ConsumerType
public interface Secret {
    /** A copy of the secret's bytes; the caller wipes it. */
    byte[] bytes();
}
