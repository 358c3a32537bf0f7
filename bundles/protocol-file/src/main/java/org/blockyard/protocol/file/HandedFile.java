package org.blockyard.protocol.file;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.blockyard.driver.HandOverState;
import org.blockyard.driver.Permission;
import org.jspecify.annotations.Nullable;

/**
 * An open file as one instance of a driver leaves it to the next: a descriptor of this process, how
 * it was opened, and the locks that it holds. The locks are the open file's, so that they stay held
 * for as long as a descriptor of it is open.
 *
 * @param descriptor the number of a descriptor that stays open until the next instance is at work
 * @param path the path by which it was opened
 * @param writable whether it can be written
 * @param direct whether it bypasses the page cache
 * @param used what is locked as done
 * @param unshared what is locked as forbidden to others
 */
record HandedFile(
        int descriptor,
        String path,
        boolean writable,
        boolean direct,
        Set<Permission> used,
        Set<Permission> unshared) {
    private static final int VERSION = 1;

    /** As it is handed over by a driver of that name. */
    HandOverState state(String driver) {
        return new HandOverState(
                driver,
                VERSION,
                Map.of(
                        "descriptor", descriptor,
                        "path", path,
                        "writable", writable,
                        "direct", direct,
                        "used", words(used),
                        "unshared", words(unshared)));
    }

    /** What a driver of that name left, if it is in a form known here. */
    static Optional<HandedFile> of(String driver, HandOverState state) {
        var values = state.values();
        if (state.driver().equals(driver)
                && state.version() == VERSION
                && values.get("descriptor") instanceof Integer descriptor
                && values.get("path") instanceof String path
                && values.get("writable") instanceof Boolean writable
                && values.get("direct") instanceof Boolean direct) {
            var used = permissions(values.get("used"));
            var unshared = permissions(values.get("unshared"));
            if (used.isPresent() && unshared.isPresent()) {
                return Optional.of(
                        new HandedFile(
                                descriptor, path, writable, direct, used.get(), unshared.get()));
            }
        }
        return Optional.empty();
    }

    private static List<String> words(Set<Permission> permissions) {
        return permissions.stream().map(Permission::word).toList();
    }

    /** Permissions by their words; none at all if one is unknown. */
    private static Optional<Set<Permission>> permissions(@Nullable Object words) {
        if (!(words instanceof List<?> list)) {
            return Optional.empty();
        }
        var known = EnumSet.noneOf(Permission.class);
        for (var permission : Permission.values()) {
            if (list.contains(permission.word())) {
                known.add(permission);
            }
        }
        return known.size() == list.size() ? Optional.of(known) : Optional.empty();
    }
}
