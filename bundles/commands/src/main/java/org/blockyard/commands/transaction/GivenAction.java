package org.blockyard.commands.transaction;

import java.util.Map;
import org.blockyard.commands.kit.Trees;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.blockyard.monitor.TransactionAction;

/**
 * One element of the list of actions.
 *
 * @param tree the element
 * @param path where it stands, for messages
 */
record GivenAction(Map<String, Object> tree, String path) {
    /** The action that it names; it has nothing but a name and data. */
    TransactionAction action(Map<String, TransactionAction> known) throws BlockException {
        var type = Trees.text(member("type"), path + ".type");
        var action = known.get(type);
        if (action == null) {
            throw invalid("Parameter 'type' does not accept value '" + type + "'")
                    .hint("It is one of: " + String.join(", ", known.keySet()));
        }
        member("data");
        for (var name : tree.keySet()) {
            if (!name.equals("type") && !name.equals("data")) {
                throw invalid("Parameter '" + path + "." + name + "' is unexpected");
            }
        }
        return action;
    }

    /** Its data. */
    Map<String, Object> data() throws BlockException {
        return Trees.object(member("data"), path + ".data");
    }

    private Object member(String name) throws BlockException {
        var value = tree.get(name);
        if (value == null) {
            throw invalid("Parameter '" + path + "." + name + "' is missing");
        }
        return value;
    }

    private static BlockException invalid(String sentence) {
        return new BlockException(ErrorKind.INVALID_OPTION, sentence);
    }
}
