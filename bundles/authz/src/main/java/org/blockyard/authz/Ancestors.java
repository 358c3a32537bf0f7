package org.blockyard.authz;

import java.util.List;

/** What the types here are derived from. */
final class Ancestors {
    static final List<String> OF_ALL = List.of("authz");

    private Ancestors() {}
}
