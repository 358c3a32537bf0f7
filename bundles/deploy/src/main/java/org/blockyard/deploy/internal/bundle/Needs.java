package org.blockyard.deploy.internal.bundle;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.blockyard.io.BlockException;
import org.blockyard.io.ErrorKind;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.AbstractWiringNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/**
 * Tells, without installing it, whether a bundle finds here what its manifest asks for: packages,
 * bundles and capabilities, in the versions wanted. It looks at each by itself, so that a jar that
 * passes may still fail to resolve; one that does not pass can't resolve.
 */
public final class Needs {
    private static final String API = "org.blockyard.";

    private final FrameworkWiring wiring;

    /** Looks at what a framework has now. */
    public Needs(BundleContext context) {
        this.wiring =
                context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /**
     * Checks what a bundle asks for.
     *
     * @param companions the bundles that come together with it, itself among them
     * @throws BlockException of kind {@code UNSUPPORTED}, naming what is missing
     */
    public void check(JarCheck jar, Collection<JarCheck> companions) throws BlockException {
        for (var clause : clauses(jar, Constants.IMPORT_PACKAGE)) {
            if (!optional(clause)) {
                for (var name : clause.names()) {
                    checkPackage(name, clause, companions);
                }
            }
        }
        for (var clause : clauses(jar, Constants.REQUIRE_BUNDLE)) {
            if (!optional(clause)) {
                checkBundle(clause, companions);
            }
        }
        for (var clause : clauses(jar, Constants.REQUIRE_CAPABILITY)) {
            if (!optional(clause)) {
                checkCapability(clause, companions);
            }
        }
    }

    private static List<Clause> clauses(JarCheck jar, String header) {
        return Clause.parse(jar.headers().getOrDefault(header, ""));
    }

    private static boolean optional(Clause clause) {
        return Constants.RESOLUTION_OPTIONAL.equals(
                clause.directive(Constants.RESOLUTION_DIRECTIVE));
    }

    private void checkPackage(String name, Clause clause, Collection<JarCheck> companions)
            throws BlockException {
        var range = range(clause, Constants.VERSION_ATTRIBUTE);
        var there = new ArrayList<String>();
        for (var found : find(PackageNamespace.PACKAGE_NAMESPACE, equal("package", name))) {
            there.add(version(found, Constants.VERSION_ATTRIBUTE));
        }
        for (var companion : companions) {
            for (var export : clauses(companion, Constants.EXPORT_PACKAGE)) {
                if (export.names().contains(name)) {
                    there.add(export.attributes().getOrDefault("version", "0.0.0"));
                }
            }
        }
        if (there.stream().noneMatch(version -> range.includes(new Version(version)))) {
            throw missing(
                    (name.startsWith(API) ? "package " + name + " of the API" : "package " + name)
                            + wanted(clause, range, Constants.VERSION_ATTRIBUTE),
                    there);
        }
    }

    private void checkBundle(Clause clause, Collection<JarCheck> companions) throws BlockException {
        var range = range(clause, Constants.BUNDLE_VERSION_ATTRIBUTE);
        for (var name : clause.names()) {
            var there = new ArrayList<String>();
            for (var found : find("osgi.wiring.bundle", equal("bundle", name))) {
                there.add(version(found, HostNamespace.CAPABILITY_BUNDLE_VERSION_ATTRIBUTE));
            }
            for (var companion : companions) {
                if (companion.symbolicName().equals(name)) {
                    there.add(companion.version().toString());
                }
            }
            if (there.stream().noneMatch(version -> range.includes(new Version(version)))) {
                throw missing(
                        "bundle "
                                + name
                                + wanted(clause, range, Constants.BUNDLE_VERSION_ATTRIBUTE),
                        there);
            }
        }
    }

    private void checkCapability(Clause clause, Collection<JarCheck> companions)
            throws BlockException {
        boolean atRun =
                !clause.directive(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE).isEmpty()
                        && !Namespace.EFFECTIVE_RESOLVE.equals(
                                clause.directive(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE));
        for (var namespace : clause.names()) {
            boolean companion =
                    companions.stream()
                            .flatMap(jar -> clauses(jar, Constants.PROVIDE_CAPABILITY).stream())
                            .anyMatch(provided -> provided.names().contains(namespace));
            var filter = clause.directive(Namespace.REQUIREMENT_FILTER_DIRECTIVE);
            if (!atRun && !companion && find(namespace, filter).isEmpty()) {
                throw missing("capability " + namespace + " " + filter, List.of());
            }
        }
    }

    private static String equal(String kind, String name) {
        return "(osgi.wiring." + kind + "=" + name + ")";
    }

    private static VersionRange range(Clause clause, String attribute) throws BlockException {
        try {
            return new VersionRange(clause.attributes().getOrDefault(attribute, "0"));
        } catch (IllegalArgumentException e) {
            throw new BlockException(
                    ErrorKind.INVALID_FORMAT, "its manifest is wrong: " + e.getMessage());
        }
    }

    private static String wanted(Clause clause, VersionRange range, String attribute) {
        return clause.attributes().containsKey(attribute) ? " in version " + range : "";
    }

    private static String version(Capability found, String attribute) {
        return String.valueOf(found.getAttributes().getOrDefault(attribute, "0.0.0"));
    }

    private static BlockException missing(String what, List<String> there) {
        var versions = there.stream().distinct().collect(Collectors.joining(", "));
        return new BlockException(
                ErrorKind.UNSUPPORTED,
                "it needs "
                        + what
                        + (versions.isEmpty() ? ", which is not here" : "; here is " + versions));
    }

    private Collection<? extends Capability> find(String namespace, String filter) {
        var directives = new HashMap<String, String>();
        if (!filter.isEmpty()) {
            directives.put(AbstractWiringNamespace.REQUIREMENT_FILTER_DIRECTIVE, filter);
        }
        return wiring.findProviders(new Wanted(namespace, directives));
    }

    /** A requirement of nobody. */
    private record Wanted(String namespace, Map<String, String> directives) implements Requirement {
        @Override
        public String getNamespace() {
            return namespace;
        }

        @Override
        public Map<String, String> getDirectives() {
            return directives;
        }

        @Override
        public Map<String, Object> getAttributes() {
            return Map.of();
        }

        @Override
        @SuppressWarnings("NullAway") // nobody asks for it; there is no resource
        public Resource getResource() {
            return null;
        }
    }
}
