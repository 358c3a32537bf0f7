package org.blockyard.driver;

import org.blockyard.io.BlockException;
import org.blockyard.option.ChildRef;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A driver whose nodes can be given further children and lose some, such as a quorum. It says what
 * the options become; the node is then opened anew under them, with its other children kept.
 *
 * @param <O> the record of its options
 * @since 1.1
 */
@ConsumerType
public interface ChangingChildren<O extends Record> {
    /**
     * The options of the node with one more child.
     *
     * @throws BlockException if it can't have one
     */
    O withChild(O options, ChildRef.Node child) throws BlockException;

    /**
     * The options of the node without a child.
     *
     * @param name the child's name, such as {@code children.1}
     * @throws BlockException of kind {@code NOT_FOUND} if it has none of that name, or another kind
     *     if it can't do without
     */
    O withoutChild(O options, String name) throws BlockException;
}
