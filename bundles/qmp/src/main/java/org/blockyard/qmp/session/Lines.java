package org.blockyard.qmp.session;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.blockyard.monitor.CommandException.ErrorClass;
import org.blockyard.monitor.ManagementEvent;
import org.blockyard.option.Json;

/**
 * The lines that a monitor sends.
 *
 * @param pretty whether a line is broken into several for people to read
 */
record Lines(boolean pretty) {
    byte[] greeting(Object version) {
        return line(
                Map.of(
                        "QMP",
                        members("version", version, "capabilities", java.util.List.of("oob"))));
    }

    byte[] result(Object tree, Optional<Object> id) {
        var reply = members("return", tree);
        id.ifPresent(given -> reply.put("id", given));
        return line(reply);
    }

    byte[] failure(ErrorClass errorClass, String sentence, Optional<Object> id) {
        var reply = new LinkedHashMap<String, Object>();
        id.ifPresent(given -> reply.put("id", given));
        reply.put("error", members("class", errorClass.word(), "desc", sentence));
        return line(reply);
    }

    byte[] event(ManagementEvent event) {
        var time =
                members(
                        "seconds",
                        event.time().getEpochSecond(),
                        "microseconds",
                        event.time().getNano() / 1000L);
        var message = members("timestamp", time, "event", event.name());
        if (!event.data().isEmpty()) {
            message.put("data", event.data());
        }
        return line(message);
    }

    private byte[] line(Map<String, Object> message) {
        var text = pretty ? Json.writePretty(message).replace("\n", "\r\n") : Json.write(message);
        return (text + "\r\n").getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> members(String name, Object value) {
        var members = new LinkedHashMap<String, Object>();
        members.put(name, value);
        return members;
    }

    private static Map<String, Object> members(
            String name, Object value, String secondName, Object secondValue) {
        var members = members(name, value);
        members.put(secondName, secondValue);
        return members;
    }
}
