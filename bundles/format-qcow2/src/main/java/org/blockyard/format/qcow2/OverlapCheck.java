package org.blockyard.format.qcow2;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.format.qcow2.internal.meta.Area;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;

/**
 * The option {@code overlap-check}: from which metadata writes are kept. It is a template, or an
 * object of a template and single areas that differ from it.
 */
final class OverlapCheck {
    private static final String TEMPLATE = "template";
    private static final String BY_DEFAULT = "cached";

    private OverlapCheck() {}

    /** The areas that the option's value names. */
    static Set<Area> areas(Optional<Object> value) throws BlockException {
        if (value.isEmpty() || !(value.get() instanceof Map<?, ?> members)) {
            return template(value.orElse(BY_DEFAULT));
        }
        Object base = members.containsKey(TEMPLATE) ? members.get(TEMPLATE) : BY_DEFAULT;
        var areas = EnumSet.noneOf(Area.class);
        areas.addAll(template(base));
        for (var member : members.entrySet()) {
            var name = String.valueOf(member.getKey());
            if (!name.equals(TEMPLATE)) {
                set(areas, area(name), String.valueOf(member.getValue()));
            }
        }
        return areas;
    }

    private static Set<Area> template(Object name) throws BlockException {
        return Area.template(String.valueOf(name))
                .orElseThrow(
                        () ->
                                wrong(
                                        "Unsupported value '%s' for qcow2 option 'overlap-check'. Allowed are any of the following: none, constant, cached, all"
                                                .formatted(name)));
    }

    private static Area area(String name) throws BlockException {
        return Arrays.stream(Area.values())
                .filter(area -> area.option().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> wrong("overlap-check: '" + name + "' is not an area of metadata"));
    }

    private static void set(Set<Area> areas, Area area, String value) throws BlockException {
        switch (value) {
            case "true", "on" -> areas.add(area);
            case "false", "off" -> areas.remove(area);
            default ->
                    throw wrong(
                            "Parameter 'overlap-check.%s' expects 'on' or 'off'"
                                    .formatted(area.option()));
        }
    }

    private static BlockException wrong(String what) {
        return new BlockException(ErrorKind.INVALID_OPTION, what);
    }
}
