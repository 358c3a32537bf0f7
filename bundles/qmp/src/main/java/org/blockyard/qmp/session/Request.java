package org.blockyard.qmp.session;

import java.util.Map;
import java.util.Optional;
import org.blockyard.qmp.wire.JsonStream.Parsed;

/**
 * What a client asks for.
 *
 * @param command the command's name
 * @param outOfBand whether it is to be run before those that wait
 * @param arguments as sent, or none
 */
record Request(String command, boolean outOfBand, Map<String, Object> arguments) {
    /** What is wrong with a request. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String sentence) {
            super(sentence, null, false, false);
        }
    }

    /** The request that a client sent. */
    static Request of(Parsed parsed, boolean outOfBandAllowed) throws MalformedException {
        return switch (parsed) {
            case Parsed.Mistake mistake -> throw new MalformedException(mistake.sentence());
            case Parsed.Value value ->
                    of(object(value.tree(), "QMP input must be a JSON object"), outOfBandAllowed);
        };
    }

    /** The id of a request, however wrong the rest of it is. */
    static Optional<Object> id(Parsed parsed) {
        return parsed instanceof Parsed.Value value && value.tree() instanceof Map<?, ?> members
                ? Optional.ofNullable(members.get("id"))
                : Optional.empty();
    }

    private static Request of(Map<String, Object> members, boolean outOfBandAllowed)
            throws MalformedException {
        String command = "";
        boolean outOfBand = false;
        Map<String, Object> arguments = Map.of();
        for (var member : members.entrySet()) {
            var name = member.getKey();
            if (name.equals("execute") || name.equals("exec-oob") && outOfBandAllowed) {
                if (!(member.getValue() instanceof String text)) {
                    throw new MalformedException(
                            "QMP input member '" + name + "' must be a string");
                }
                if (!command.isEmpty()) {
                    throw new MalformedException(
                            "QMP input member 'execute' clashes with 'exec-oob'");
                }
                command = text;
                outOfBand = name.equals("exec-oob");
            } else if (name.equals("arguments")) {
                arguments =
                        object(member.getValue(), "QMP input member 'arguments' must be an object");
            } else if (!name.equals("id")) {
                throw new MalformedException("QMP input member '" + name + "' is unexpected");
            }
        }
        if (command.isEmpty()
                && !members.containsKey("execute")
                && !(outOfBandAllowed && members.containsKey("exec-oob"))) {
            throw new MalformedException("QMP input lacks member 'execute'");
        }
        return new Request(command, outOfBand, arguments);
    }

    @SuppressWarnings("unchecked") // the parser makes no other maps
    private static Map<String, Object> object(Object tree, String otherwise)
            throws MalformedException {
        if (tree instanceof Map<?, ?> members) {
            return (Map<String, Object>) members;
        }
        throw new MalformedException(otherwise);
    }
}
