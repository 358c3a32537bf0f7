package org.blockyard.driver;

import org.osgi.annotation.versioning.ConsumerType;

/** A driver whose instances can go on with what a {@link LiveHandOver} keeps open for them. */
@ConsumerType
public interface TakingOver {
    /**
     * Whether an instance that is opened next, on the same node and under the same options, would
     * take this state over. Looks at the state alone: at its {@link HandOverState#driver}, {@link
     * HandOverState#version} and values.
     */
    boolean takesOver(HandOverState state);
}
