package org.blockyard.launcher;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the framework offers to bundles beyond {@code java.*}: the OSGi packages it implements, and
 * all public packages of the JDK that runs it.
 */
final class SystemPackages {
    private static final String OSGI =
            "org.osgi.dto;version=1.1.1,org.osgi.framework;version=1.10,"
                    + "org.osgi.framework.dto;version=1.8.1,org.osgi.framework.connect;version=1.0,"
                    + "org.osgi.framework.hooks.bundle;version=1.1.1,org.osgi.framework.hooks.resolver;version=1.0.1,"
                    + "org.osgi.framework.hooks.service;version=1.1.1,org.osgi.framework.hooks.weaving;version=1.1,"
                    + "org.osgi.framework.launch;version=1.2,org.osgi.framework.namespace;version=1.2,"
                    + "org.osgi.framework.startlevel;version=1.0,org.osgi.framework.startlevel.dto;version=1.0.1,"
                    + "org.osgi.framework.wiring;version=1.2,org.osgi.framework.wiring.dto;version=1.3,"
                    + "org.osgi.resource;version=1.0.1,org.osgi.resource.dto;version=1.0.1,"
                    + "org.osgi.service.condition;version=1.0,org.osgi.service.packageadmin;version=1.2.1,"
                    + "org.osgi.service.resolver;version=1.1.1,org.osgi.service.startlevel;version=1.1.1,"
                    + "org.osgi.service.url;version=1.0.1,org.osgi.util.tracker;version=1.5.3";

    private SystemPackages() {}

    /** The list, as the framework wants it. */
    static String list() {
        return Stream.concat(Stream.of(OSGI), ofTheJdk()).collect(Collectors.joining(","));
    }

    private static Stream<String> ofTheJdk() {
        return ModuleLayer.boot().modules().stream()
                .flatMap(module -> module.getDescriptor().exports().stream())
                .filter(export -> !export.isQualified())
                .map(export -> export.source())
                .filter(name -> !name.startsWith("java."))
                .sorted();
    }
}
